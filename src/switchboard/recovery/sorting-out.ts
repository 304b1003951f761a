import type { LiveLeg } from '../../telephony/index.ts';
import { arrivalOf } from '../arrivals/arriving.ts';
import { forsake, legFound } from '../arrivals/strangers.ts';
import type { Desk } from '../desk.ts';
import { callerRehomed, rehome } from '../nodes/rehoming.ts';

/** A look has found a leg that we do not know. */
export function strayFound(desk: Desk, leg: LiveLeg): void {
  const before = desk.strangers.get(leg.legId);
  if (desk.nodes.hasEdge) sortOut(desk, leg);
  if (desk.strangers.get(leg.legId) === before) legFound(desk, leg);
}

/**
 * A leg of a call that we have, or had. It may be on this node again, or on this node by now, without our having been
 * told; any other leg that is left of it here is of before, and goes, whomever it hears.
 */
export function sortOut(desk: Desk, leg: LiveLeg): void {
  const { legId, node, callId, role, marks } = leg;
  if (desk.endedLegs.has(legId)) return;
  const call = desk.calls.get(callId ?? '');
  const kept = desk.knownBefore.get(callId ?? '')?.snapshot;
  const isAgain = role === 'caller' && marks.rehomed !== undefined;
  if ((kept ?? call)?.legsBefore.includes(legId)) return forsake(desk, legId, node);
  if (kept !== undefined && role === 'caller' && kept.callerLeg !== legId && !isAgain)
    return forsake(desk, legId, node);
  if (desk.strangers.get(legId)?.isUnwanted === true && call?.homeless?.legId !== legId)
    return role === 'caller' ? legFound(desk, leg) : undefined;
  if (desk.callOfLeg.has(legId)) return;
  if (call === undefined || call.isGone) {
    if (role !== 'caller' || !desk.endedCalls.has(callId ?? '')) return;
    if (isAgain) return callerRehomed(desk, { ...arrivalOf(desk, leg, callId!), isRehomed: true });
    return forsake(desk, legId, node);
  }
  if (isAgain || call.homeless?.legId === legId) rehome(desk, call, leg);
  else if (call.node !== node || call.homeless !== null) forsake(desk, legId, node);
}

/**
 * Of the legs of callers with whom nobody goes on yet one for each: the last to which the edge has brought the caller,
 * of which nothing may have been kept yet. Whatever is left beside it is of before, and goes.
 */
export function lastOfEach(desk: Desk, left: readonly LiveLeg[]): readonly LiveLeg[] {
  if (!desk.nodes.hasEdge) return left;
  return [...Map.groupBy(left, ({ callId }) => callId)].map(([callId, legs]) => {
    const keptLeg = desk.knownBefore.get(callId ?? '')?.snapshot.callerLeg;
    const brought = legs.filter(({ legId, marks }) => legId !== keptLeg && marks.rehomed !== undefined);
    const last = brought.at(-1) ?? legs[0]!;
    for (const { legId, node } of legs) if (legId !== last.legId) forsake(desk, legId, node);
    return last;
  });
}
