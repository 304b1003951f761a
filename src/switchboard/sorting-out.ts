import type { LiveLeg } from '../telephony/index.ts';
import { arrivalOf } from './arriving.ts';
import type { Desk } from './desk.ts';
import { callerRehomed, rehome } from './rehoming.ts';
import { forsake, legFound } from './strangers.ts';

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
  const call = desk.calls.get(callId ?? '');
  const kept = desk.knownBefore.get(callId ?? '')?.snapshot;
  const isAgain = role === 'caller' && marks.rehomed !== undefined;
  if (kept !== undefined && role === 'caller' && kept.callerLeg !== legId && !isAgain)
    return forsake(desk, legId, node);
  if (desk.strangers.get(legId)?.isUnwanted === true && call?.homeless?.legId !== legId)
    return role === 'caller' ? legFound(desk, leg) : undefined;
  if (desk.callOfLeg.has(legId) || desk.endedLegs.has(legId)) return;
  if (call === undefined || call.isGone) {
    if (role !== 'caller' || !desk.endedCalls.has(callId ?? '')) return;
    if (isAgain) return callerRehomed(desk, { ...arrivalOf(desk, leg, callId!), isRehomed: true });
    return forsake(desk, legId, node);
  }
  if (isAgain || call.homeless?.legId === legId) rehome(desk, call, leg);
  else if (call.node !== node || call.homeless !== null) forsake(desk, legId, node);
}
