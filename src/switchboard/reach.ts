import { holds } from '../base/index.ts';
import { CHANNELS } from '../operators/index.ts';
import type { Call } from './call.ts';
import type { Desk } from './desk.ts';
import { enteringWith } from './waiting.ts';

/** Work of a kind that no operator ever has free: whoever stands in a line with it is seen by nobody. */
const UNSEEN = 2;

/** Whether a phone could be rung for the caller: the node is there, and has them. */
export const isWithinReach = (desk: Desk, { homeless, node }: Call): boolean =>
  homeless === null && desk.nodes.canServe(node);

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
  const ask = { queue: visit.queue.id, class: null, boostMs: 0, label: visit.label, ...visit.step };
  const entering = {
    ...enteringWith(desk, call, visit.queue, ask, null),
    ...{ seq, class: level, boostMs, enteredMs, stagesBegun },
  };
  desk.router.leave(call.id);
  const again = desk.router.enter(entering, desk.now.monoMs);
  holds(again !== undefined && !('full' in again), 'whoever has just left has room');
  visit.isSeen = isSeen;
}
