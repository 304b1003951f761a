import type { Operator } from '../../operators/index.ts';
import type { Desk } from '../desk.ts';
import { withdrawOffer } from '../lines/offers.ts';
import { leaveIfOverdue } from '../misfortunes.ts';
import { operatorChanged } from '../talks/talking.ts';
import { staffingChanged } from './operator-asks.ts';

/** A phone registered, answered or went away. */
export function phoneChanged(desk: Desk, phoneId: string, reachable: boolean): void {
  if (reachable) desk.phonesThere.add(phoneId);
  else desk.phonesThere.delete(phoneId);
  const operator = desk.roster.withPhone(phoneId);
  if (operator === undefined) return;
  operator.isRegistered = isSomewhere(desk, operator);
  if (!reachable) probeTalk(desk, operator, phoneId);
  // One that is there again is rung again, whatever came of the ringing before; the others ring on as they did.
  const isReachable = reachable || (operator.isRegistered && operator.isReachable);
  if (operator.isReachable === isReachable) return;
  operator.isReachable = isReachable;
  operatorChanged(desk, operator);
}

const isSomewhere = (desk: Desk, operator: Operator): boolean =>
  desk.roster.phonesOf(operator).some((phoneId) => desk.phonesThere.has(phoneId));

/**
 * An operator who talks, and whose phone does not answer any more, may be gone, or still be there, or talk with another
 * phone of theirs: sound tells.
 */
function probeTalk(desk: Desk, { id, callId }: Operator, phoneId: string): void {
  const talk = desk.calls.get(callId ?? '')?.talk;
  if (talk?.operatorId !== id || talk.joinedMonoMs === null) return;
  desk.want({ kind: 'probe', legId: talk.legId, phoneId });
}

/** Does what gives phones to other operators; whoever can be rung now, or no more, is told of. */
export function movePhones(desk: Desk, move: () => void): void {
  const where = (operator: Operator): string => desk.roster.phonesOf(operator).join(' ');
  const before = new Map([...desk.roster.all()].map((operator) => [operator, where(operator)]));
  move();
  for (const operator of [...desk.roster.all()])
    if (where(operator) !== (before.get(operator) ?? '')) isElsewhere(desk, operator);
}

function isElsewhere(desk: Desk, operator: Operator): void {
  const isThere = isSomewhere(desk, operator);
  const isChanged = operator.isReachable !== isThere;
  operator.isRegistered = isThere;
  operator.isReachable = isThere;
  if (isChanged) operatorChanged(desk, operator);
}

/** Why an operator cannot sign in at a phone. */
export type NotSeated = 'the phone is in use' | 'the phone is taken' | 'the operator is in a call';

/** `isThere`: the operator stands at the phone. `by`: who asks, as far as it is known. */
type Seating = { readonly phoneId: string; readonly isThere: boolean; readonly by: string | undefined };

/**
 * The operator works at this phone from now on, and at no other; at their own they are at home. Whoever had signed in
 * there is signed out, unless they have a call: who stands at the phone decides, from afar nobody loses a phone.
 */
export function signIn(
  desk: Desk,
  operator: Operator,
  { phoneId, isThere, by }: Seating,
): NotSeated | undefined {
  const other = desk.roster.withPhone(phoneId);
  if (other !== undefined && other !== operator) {
    if (isWorking(other)) return 'the phone is in use';
    if (!isThere && other.isSignedIn) return 'the phone is taken';
  }
  const isHome = operator.profile.phones.includes(phoneId);
  // Who sits at one of the own phones alone has all of them again.
  const isMoved = !desk.roster.phonesOf(operator).includes(phoneId) || (isHome && operator.desk !== null);
  if (isMoved && isWorking(operator) && !stopsRinging(desk, operator)) return 'the operator is in a call';
  movePhones(desk, () => {
    if (other !== undefined && other !== operator && other.desk === phoneId)
      leaveDesk(desk, other, 'somebody else has signed in at the phone');
    if (isHome) desk.roster.leave(operator);
    else if (operator.desk !== phoneId) desk.roster.seat(operator, phoneId);
    const isAbsent = operator.presence === 'offline' || operator.presence === 'missed';
    if (isAbsent) operator.setPresence('ready', null, desk.now.wallMs);
  });
  operatorChanged(desk, operator, by);
  staffingChanged(desk, operator);
  return undefined;
}

const isWorking = ({ unit }: Operator): boolean => unit === 'offered' || unit === 'busy';

/** A caller whom a queue offers at the phone of before goes back to the line. False: it is another call, or a talk. */
function stopsRinging(desk: Desk, operator: Operator): boolean {
  const call = desk.calls.get(operator.callId ?? '');
  const offer = call?.offers.values().find(({ operatorId }) => operatorId === operator.id);
  if (call === undefined || offer === undefined) return false;
  withdrawOffer(desk, call, offer);
  leaveIfOverdue(desk, call);
  return true;
}

function leaveDesk(desk: Desk, operator: Operator, why: string): void {
  desk.roster.leave(operator);
  operator.setPresence('offline', why, desk.now.wallMs);
  operatorChanged(desk, operator);
  staffingChanged(desk, operator);
}

/** Nobody sits at a phone that the files do not list any more. To be called while phones are moved. */
export function leaveGonePhones(desk: Desk): void {
  const { devices } = desk.plan;
  for (const operator of desk.roster.all())
    if (operator.desk !== null && !devices.includes(operator.desk))
      leaveDesk(desk, operator, 'the phone is no longer in operators.yaml');
}

/** After a start: where an operator had signed in. Of two who were told to be at one phone the first is. */
export function seatAgain(desk: Desk, operator: Operator, phoneId: string): void {
  movePhones(desk, () => {
    if (desk.roster.withPhone(phoneId)?.desk !== phoneId) desk.roster.seat(operator, phoneId);
  });
}
