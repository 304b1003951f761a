import type { OperatorProfile } from '../../operators/index.ts';
import type { Bindings, QueueRules } from '../../routing/index.ts';
import { type Call, isAbsent, type Visit } from '../call.ts';
import { look } from '../callbacks/callback-life.ts';
import type { Desk } from '../desk.ts';
import type { FloorChanged } from '../event.ts';
import { announceAnew } from '../lines/announcements.ts';
import { markPlace, staffed, watchStaffing } from '../lines/waiting.ts';
import { operatorChanged } from '../talks/talking.ts';
import { leaveGonePhones, movePhones } from './phones.ts';

/**
 * Queues and operators are as the files say now, for everybody at once: who waits keeps the place, under the new
 * rules. A queue that is no more drains: nobody enters it, those in it are served by those who served it. An operator
 * who is no more ends what they are doing, and gets nothing new.
 */
export function floorChanged(desk: Desk, { queues, operators, ...others }: FloorChanged): void {
  const { devices, callers, routes } = { ...desk.plan, ...others };
  desk.plan = { ...desk.plan, queues, operators, devices, callers, routes };
  const draining = drainingQueues(desk);
  desk.router.reload(queues.values(), desk.now.monoMs);
  movePhones(desk, () => {
    for (const profile of operators.values()) takeOn(desk, profile, draining);
    leaveGonePhones(desk);
  });
  for (const operator of [...desk.roster.all()]) if (!operators.has(operator.id)) letGo(desk, operator.id);
  for (const call of desk.calls.values()) underNewRules(desk, call);
  for (const open of desk.callbacks.all()) look(desk, open);
}

/** Queues that are gone from the files while somebody is in them. */
function drainingQueues(desk: Desk): ReadonlySet<string> {
  const inUse = [...desk.calls.values()].flatMap(({ visit }) => visit?.queue.id ?? []);
  return new Set(inUse.filter((id) => !desk.plan.queues.has(id)));
}

function takeOn(desk: Desk, profile: OperatorProfile, draining: ReadonlySet<string>): void {
  const before = desk.roster.find(profile.id);
  const kept = Object.entries(before?.profile.queues ?? {}).filter(([queueId]) => draining.has(queueId));
  const bindings: Bindings = { ...Object.fromEntries(kept), ...profile.queues };
  const operator = desk.roster.put({ ...profile, queues: bindings }, desk.now.wallMs);
  desk.router.seat({ operatorId: profile.id, skills: profile.skills, bindings });
  // Who was here before goes on as before: other skills and queues change nothing about what they do.
  if (before === undefined) operatorChanged(desk, operator);
}

/** A talk that goes on is not ended: the operator is forgotten after it. */
function letGo(desk: Desk, operatorId: string): void {
  const operator = desk.roster.find(operatorId)!;
  operator.setPresence('offline', 'no longer in operators.yaml', desk.now.wallMs);
  operatorChanged(desk, operator);
}

function underNewRules(desk: Desk, call: Call): void {
  const { visit } = call;
  if (visit === null) return;
  const rules: QueueRules = desk.plan.queues.get(visit.queue.id) ?? visit.queue;
  const isChanged = rules !== visit.queue;
  visit.queue = rules;
  if (call.talk !== null || isAbsent(call)) return;
  if (isChanged) markPlace(desk, call);
  if (isChanged) announceAnew(desk, call, visit);
  watchLimits(desk, call, visit);
}

/**
 * The wait is counted from its beginning, whatever the limit is now; and other people may serve the queue, or nobody.
 */
function watchLimits(desk: Desk, call: Call, visit: Visit): void {
  const waitedMs = desk.now.monoMs - visit.enteredMonoMs;
  desk.startTimer(call, 'waitLimit', Math.max(0, visit.queue.waitMsMax - waitedMs));
  if (desk.router.isStaffed(visit.queue.id)) return staffed(desk, call, visit);
  desk.stopTimer(call, 'unstaffed');
  watchStaffing(desk, call);
}
