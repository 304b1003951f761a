import type { Operator } from '../operators/index.ts';
import type { Desk } from './desk.ts';
import { staffingChanged } from './operator-asks.ts';
import { operatorChanged } from './talking.ts';

/** A phone registered, answered or went away. */
export function phoneChanged(desk: Desk, phoneId: string, reachable: boolean): void {
  if (reachable) desk.phonesThere.add(phoneId);
  else desk.phonesThere.delete(phoneId);
  const operator = desk.roster.withPhone(phoneId);
  if (operator === undefined) return;
  operator.isRegistered = isSomewhere(desk, operator);
  if (!reachable) probeTalk(desk, operator);
  // One that is there again is rung again, whatever came of the ringing before; the others ring on as they did.
  const isReachable = reachable || (operator.isRegistered && operator.isReachable);
  if (operator.isReachable === isReachable) return;
  operator.isReachable = isReachable;
  operatorChanged(desk, operator);
}

const isSomewhere = (desk: Desk, operator: Operator): boolean =>
  desk.roster.phonesOf(operator).some((phoneId) => desk.phonesThere.has(phoneId));

/** An operator who talks, and whose phone does not answer any more, may be gone, or still be there: sound tells. */
function probeTalk(desk: Desk, { id, callId }: Operator): void {
  const talk = desk.calls.get(callId ?? '')?.talk;
  if (talk?.operatorId === id && talk.joinedMonoMs !== null) desk.want({ kind: 'probe', legId: talk.legId });
}

/** Does what gives phones to other operators; whoever can be rung elsewhere than before is told of. */
export function movePhones(desk: Desk, move: () => void): void {
  const where = (operator: Operator): string => desk.roster.phonesOf(operator).join(' ');
  const before = new Map([...desk.roster.all()].map((operator) => [operator, where(operator)]));
  move();
  for (const [operator, phones] of before) {
    if (desk.roster.find(operator.id) !== operator || where(operator) === phones) continue;
    operator.isRegistered = isSomewhere(desk, operator);
    operator.isReachable = operator.isRegistered;
    operatorChanged(desk, operator);
  }
}

/** Why an operator cannot sign in at a phone. */
export type NotSeated = 'in use' | 'taken';

/**
 * The operator works at this phone from now on, and at no other; at their own they are at home. Whoever had signed in
 * there is signed out, unless they have a call: who stands at the phone decides, from afar (`isThere` false) nobody
 * loses a phone.
 */
export function signIn(
  desk: Desk,
  operator: Operator,
  phoneId: string,
  isThere: boolean,
): NotSeated | undefined {
  const other = desk.roster.withPhone(phoneId);
  if (other !== undefined && other !== operator) {
    if (other.unit === 'offered' || other.unit === 'busy') return 'in use';
    if (!isThere && other.isSignedIn) return 'taken';
  }
  movePhones(desk, () => {
    if (other !== undefined && other !== operator && other.desk === phoneId) leaveDesk(desk, other);
    if (operator.profile.phones.includes(phoneId)) desk.roster.leave(operator);
    else if (operator.desk !== phoneId) desk.roster.seat(operator, phoneId);
  });
  const isAbsent = operator.presence === 'offline' || operator.presence === 'missed';
  if (isAbsent) operator.setPresence('ready', null, desk.now.wallMs);
  operatorChanged(desk, operator);
  staffingChanged(desk, operator);
  return undefined;
}

function leaveDesk(desk: Desk, operator: Operator): void {
  desk.roster.leave(operator);
  operator.setPresence('offline', 'somebody else has signed in at the phone', desk.now.wallMs);
  operatorChanged(desk, operator);
  staffingChanged(desk, operator);
}
