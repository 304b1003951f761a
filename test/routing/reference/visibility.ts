import { both, fits, type Needs } from '../../../src/routing/needs.ts';
import type { Binding } from '../../../src/routing/routing.ts';
import type { Caller, Seat } from './state.ts';

/** How the operator serves the caller's queue; undefined: not at all. */
export function bindingOf(caller: Caller, seat: Seat): Binding | undefined {
  const { bindings } = seat.profile;
  return Object.hasOwn(bindings, caller.queue.id) ? bindings[caller.queue.id] : undefined;
}

/** What each stage begun asks for, the first moment (stage 0) included (S4). */
export function stagesOf(caller: Caller): readonly Needs[] {
  const { queue, stepNeeds } = caller;
  const widened = queue.stages.slice(0, caller.stagesBegun).map(({ needs }) => {
    return caller.keepsNeeds ? both(needs, stepNeeds) : needs;
  });
  return [both(queue.needs, stepNeeds), ...widened];
}

/** What holds in every stage: the queue's `must`, and the step's (S4). */
export const mustOf = ({ queue, stepMust }: Caller): Needs => both(queue.must, stepMust);

/** The earliest stage begun that allows the operator; undefined when none does (S4). */
export function stageFor(caller: Caller, seat: Seat): number | undefined {
  const { skills, operatorId } = seat.profile;
  if (bindingOf(caller, seat) === undefined) return undefined;
  if (!fits(mustOf(caller), skills, operatorId)) return undefined;
  const stage = stagesOf(caller).findIndex((needs) => fits(needs, skills, operatorId));
  return stage === -1 ? undefined : stage;
}

export const isEligible = (caller: Caller, seat: Seat): boolean => stageFor(caller, seat) !== undefined;

/** Whether the operator is eligible, past the delay, not hidden by another's stickiness, and not kept apart (S5). */
function isVisible(caller: Caller, seat: Seat, seats: readonly Seat[], nowMs: number): boolean {
  return (
    isEligible(caller, seat) &&
    caller.enteredMs + bindingOf(caller, seat)!.delayMs <= nowMs &&
    !isHidden(caller, seat, nowMs) &&
    !isKeptApart(caller, seat, seats, nowMs)
  );
}

/** Whether the operator could be rung at this moment. */
export function canMeet(caller: Caller, seat: Seat, seats: readonly Seat[], nowMs: number): boolean {
  return isFreeFor(caller, seat) && isVisible(caller, seat, seats, nowMs);
}

export const isFreeFor = (caller: Caller, seat: Seat): boolean => (seat.standing.free & caller.kind) !== 0;

/** Whether the caller waits for somebody else, whom they talked with last (S6a). */
export function isHidden(caller: Caller, seat: Seat, nowMs: number): boolean {
  const { sticky } = caller;
  return sticky !== null && nowMs < sticky.untilMs && sticky.operatorId !== seat.profile.operatorId;
}

/** Whether an offer between the two failed lately: ignored when every other operator had one as well (S8). */
export function isKeptApart(caller: Caller, seat: Seat, seats: readonly Seat[], nowMs: number): boolean {
  if (!hasCoolDown(caller, seat, nowMs)) return false;
  if (nowMs < caller.coolDowns.get(seat.profile.operatorId)!.restUntilMs) return true;
  return seats.some((other) => {
    return (
      other !== seat &&
      other.standing.signedIn &&
      isEligible(caller, other) &&
      !hasCoolDown(caller, other, nowMs)
    );
  });
}

function hasCoolDown(caller: Caller, seat: Seat, nowMs: number): boolean {
  const coolDown = caller.coolDowns.get(seat.profile.operatorId);
  return coolDown !== undefined && nowMs < coolDown.untilMs;
}
