import { holds } from '../../base/index.ts';
import type { Operator } from '../../operators/index.ts';
import type { Call } from '../call.ts';
import { move } from '../call-phase.ts';
import type { Desk } from '../desk.ts';
import { ring, withdrawOffers } from '../lines/offers.ts';
import { isWithinReach } from '../lines/reach.ts';
import { isInLine } from './supervisor-asks.ts';

/**
 * Somebody named takes a waiting caller now, whatever the order, their skills and their state: their phone alone rings.
 * If nobody answers it, the caller stands where they stood before. False when the caller does not wait, or the phone
 * cannot be rung.
 */
export function takeCaller(desk: Desk, call: Call, operatorId: string, by: string): boolean {
  const operator = desk.roster.find(operatorId);
  if (operator === undefined || !isInLine(call, call.visit) || !canBeRung(operator)) return false;
  if (!isWithinReach(desk, call)) return false;
  if (call.offers.size > 0) {
    withdrawOffers(desk, call, 'normal');
    call.phase = move(call.phase, 'waiting');
  }
  desk.write({ kind: 'takeAsked', callId: call.id, operator: operatorId, by });
  const match = desk.router.take(call.id, operatorId, desk.now.monoMs);
  holds(match !== undefined, 'who waits and is not rung for can be taken');
  ring(desk, match);
  return true;
}

/** A break is no hindrance for who wants it, a call is. */
const canBeRung = ({ unit, isReachable, isPhoneInUse }: Operator): boolean =>
  unit === 'free' && isReachable && !isPhoneInUse;
