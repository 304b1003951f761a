import { holds } from '../../base/index.ts';
import { CHANNELS } from '../../operators/index.ts';
import { type Call, isAbsent } from '../call.ts';
import type { Desk } from '../desk.ts';
import { isOn } from '../nodes/nodes.ts';
import { enteringWith } from './waiting.ts';

/** Work of a kind that no operator ever has free: whoever stands in a line with it is seen by nobody. */
const UNSEEN = 2;

/** Whether a phone could be rung for the caller: the node is there, and has them. For whom we call any node will do. */
export const isWithinReach = (desk: Desk, call: Call): boolean =>
  isAbsent(call) ? desk.nodes.canAnyServe : call.homeless === null && desk.nodes.canServe(call.node);

/** To be called before the first phone rings for somebody whom we call: it is on a node that is there. */
export function placeAnew(desk: Desk, call: Call): void {
  if (!isAbsent(call) || call.talk !== null || desk.nodes.canServe(call.node)) return;
  call.node = desk.nodes.leastBusy((name) => desk.countOn(name));
}

/** The kind of work that the caller is in a line, as things stand. */
export const kindFor = (desk: Desk, call: Call): number =>
  isWithinReach(desk, call) ? CHANNELS.voice.kind : UNSEEN;

/**
 * To be called when that may have changed: whoever waits, and is out of reach, keeps the place and is passed over. For
 * whom a phone rings just now it is looked at when that is over.
 */
export function followReach(desk: Desk, call: Call): void {
  const { visit } = call;
  const isSeen = isWithinReach(desk, call);
  if (visit === null || call.phase !== 'waiting' || visit.isSeen === isSeen) return;
  const place = desk.router.find(call.id);
  holds(place !== undefined, 'whoever waits has a place');
  const { seq, class: level, boostMs, enteredMs, stagesBegun } = place;
  const queue = desk.plan.queues.get(visit.queue.id) ?? visit.queue;
  const ask = { queue: queue.id, class: null, boostMs: 0, label: visit.label, ...visit.step };
  const entering = {
    ...enteringWith(desk, call, queue, ask, null),
    ...{ seq, class: level, boostMs, enteredMs, stagesBegun },
  };
  desk.router.leave(call.id);
  const again = desk.router.enter(entering, desk.now.monoMs);
  holds(again !== undefined && !('full' in again), 'whoever has just left has room');
  visit.isSeen = isSeen;
}

/** It may be, or may not be any more, that phones can be rung for the callers of this node, and for whom we call. */
export function reachChanged(desk: Desk, node: string): void {
  for (const call of desk.calls.values()) if (isOn(call, node) || isAbsent(call)) followReach(desk, call);
}

/** It brings somebody, or was dead for long. */
export function nodeIsAlive(desk: Desk, node: string, generation?: number): void {
  if (desk.nodes.isAlive(node, generation)) reachChanged(desk, node);
}
