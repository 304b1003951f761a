import type { LiveLeg } from '../../telephony/index.ts';
import { keptBefore } from '../callbacks/callback-booking.ts';
import type { Desk } from '../desk.ts';
import { operatorChanged } from '../talks/talking.ts';
import { type TurnedAway, writeTurnedAway } from './refusals.ts';

/**
 * A leg that the exchange holds and that no call of ours owns: it is left from a process that died, or never ended when
 * it was told to. Nobody is hung up because our memory is new.
 */
export type Stranger = {
  readonly role: LiveLeg['role'];
  readonly node: string;
  /** The call that it was made for. */
  readonly callId: string | null;
  readonly hears: readonly string[];
  /** Whose phone it holds. */
  readonly operatorId: string | null;
  /** It was told to end: it goes, whomever it hears. */
  readonly isUnwanted: boolean;
  /** It was no call of ours, since there was no room for it. */
  readonly turnedAway?: TurnedAway;
};

/**
 * A stranger who talks goes on talking. One who is alone is helped, at each look until it is gone: an operator's leg is
 * of no use to anybody; a caller goes to the static overflow, where an apology is.
 */
export function legFound(desk: Desk, leg: LiveLeg): void {
  const { legId, node, callId, hears } = leg;
  if (desk.callOfLeg.has(legId) || desk.operatorLegs.has(legId) || desk.serviceLegs.has(legId)) return;
  if (desk.outLegs.has(legId) || desk.supervisorLegs.has(legId)) return;
  // It was still there when the exchange was looked at, and its end was told before the picture came.
  if (desk.endedLegs.has(legId)) return;
  const before = desk.strangers.get(legId);
  const hasTalked = before !== undefined && before.hears.length > 0;
  const role = before !== undefined && (hasTalked || before.role === 'operator') ? 'operator' : leg.role;
  const isLost = before === undefined && hears.length === 0 && role === 'caller';
  const operatorId = before?.operatorId ?? leg.marks.operator ?? null;
  const isUnwanted = before?.isUnwanted === true;
  const turnedAway = before?.turnedAway && { turnedAway: before.turnedAway };
  const stranger = { role: before?.role ?? role, node, callId, hears, operatorId, isUnwanted, ...turnedAway };
  desk.strangers.set(legId, stranger);
  phoneHeld(desk, operatorId);
  // A supervisor is not what a talk needs to go on.
  if (hears.length > 0 && role !== 'supervisor' && !isUnwanted) {
    if (callId !== null) keptBefore(desk, callId);
    return;
  }
  if (isLost && callId !== null && !desk.calls.has(callId)) recordLost(desk, callId);
  sendAway(desk, legId, role);
}

/** A leg that is to end as soon as it is found, whomever it hears. */
export function unwanted(desk: Desk, legId: string, node: string): void {
  const nobodys = { callId: null, hears: [], operatorId: null };
  desk.strangers.set(legId, { role: 'operator', node, ...nobodys, isUnwanted: true });
}

/** The same, and it is told so at once if its node can be told anything. */
export function forsake(desk: Desk, legId: string, node: string): void {
  unwanted(desk, legId, node);
  if (desk.nodes.canBeTold(node)) desk.want({ kind: 'hangUp', legId, reason: 'normal' });
}

/**
 * We have closed the books of this leg, and the exchange never told that it is gone: it is told to go once more, and
 * again whenever it is found.
 */
export function leaveBehind(desk: Desk, legId: string, node: string): void {
  unwanted(desk, legId, node);
  desk.want({ kind: 'hangUp', legId, reason: 'normal' });
}

/** A phone that was told to stop ringing is answered all the same. */
export function strangerAnswered(desk: Desk, legId: string): void {
  const stranger = desk.strangers.get(legId);
  // A caller who was turned away behind the answer is on the way to the apology.
  if (stranger?.hears.length === 0 && stranger.turnedAway === undefined) sendAway(desk, legId, stranger.role);
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
  desk.endedLegs.put(legId, true);
  if (gone.turnedAway !== undefined) writeTurnedAway(desk, gone.turnedAway);
  phoneHeld(desk, gone.operatorId);
  for (const partner of gone.role === 'supervisor' ? [] : gone.hears) {
    const left = desk.strangers.get(partner);
    if (left !== undefined) sendAway(desk, partner, gone.role === 'caller' ? left.role : 'operator');
  }
  return true;
}

function phoneHeld(desk: Desk, operatorId: string | null): void {
  const operator = operatorId === null ? undefined : desk.roster.find(operatorId);
  if (operator === undefined) return;
  operator.isPhoneInUse = desk.holdsPhone(operator.id);
  operatorChanged(desk, operator);
}

/** A caller whose talk has ended is not sent to the overflow: `role` is "operator" for both sides then. */
function sendAway(desk: Desk, legId: string, role: LiveLeg['role']): void {
  if (role === 'caller') desk.want({ kind: 'toOverflow', legId });
  else desk.want({ kind: 'hangUp', legId, reason: 'normal' });
}
