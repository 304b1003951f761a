import type { LiveLeg } from '../telephony/index.ts';
import type { Desk } from './desk.ts';

/**
 * A leg that the exchange holds and that no call of ours owns: it is left from a process that died. Nobody is hung
 * up because our memory is new.
 */
export type Stranger = { readonly role: LiveLeg['role']; readonly hears: readonly string[] };

/**
 * A stranger who talks goes on talking. One who is alone is helped: an operator's leg is of no use to anybody; a
 * caller goes to the static overflow, where an apology and the way back into the line are.
 */
export function legFound(desk: Desk, leg: LiveLeg): void {
  const isOurs =
    desk.callOfLeg.has(leg.legId) || desk.operatorLegs.has(leg.legId) || desk.serviceLegs.has(leg.legId);
  if (isOurs || desk.strangers.has(leg.legId)) return;
  desk.strangers.set(leg.legId, { role: leg.role, hears: leg.hears });
  if (leg.hears.length > 0) return;
  if (leg.role === 'caller' && leg.callId !== null) recordLost(desk, leg.callId);
  sendAway(desk, leg.legId, leg.role);
}

/** The process that died may not have come to write a word of this call: now it has its record. */
function recordLost(desk: Desk, callId: string): void {
  const what = 'the process that served this call died, the caller goes to the static overflow';
  desk.write({ kind: 'trouble', callId, what });
  desk.write({ kind: 'callEnded', callId, outcome: 'node_failure', where: null, by: 'system' });
}

/** True when the leg was a stranger. Whoever it talked with is alone now. */
export function strangerGone(desk: Desk, legId: string): boolean {
  const gone = desk.strangers.get(legId);
  if (gone === undefined) return false;
  desk.strangers.delete(legId);
  for (const partner of gone.hears) {
    const left = desk.strangers.get(partner);
    if (left !== undefined) sendAway(desk, partner, gone.role === 'operator' ? 'operator' : left.role);
  }
  return true;
}

/** A caller whose talk has ended is not sent to the overflow: `role` is "operator" for both sides then. */
function sendAway(desk: Desk, legId: string, role: LiveLeg['role']): void {
  if (role === 'operator') desk.want({ kind: 'hangUp', legId, reason: 'normal' });
  else desk.want({ kind: 'toOverflow', legId });
}
