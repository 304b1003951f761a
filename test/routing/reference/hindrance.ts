import { fits, needsText } from '../../../src/routing/needs.ts';
import type { Hindrance } from '../../../src/routing/routing.ts';
import type { Caller, Seat } from './state.ts';
import { bindingOf, isEligible, isFreeFor, isHidden, isKeptApart, mustOf, stagesOf } from './visibility.ts';

/** What stands between the two, the most lasting thing first (S12). */
export function hindranceOf(caller: Caller, seat: Seat, seats: readonly Seat[], nowMs: number): Hindrance {
  const { skills, operatorId } = seat.profile;
  const binding = bindingOf(caller, seat);
  if (binding === undefined) return { kind: 'notBound' };
  const must = mustOf(caller);
  if (!fits(must, skills, operatorId)) return { kind: 'must', lacks: needsText(must) };
  if (!isEligible(caller, seat)) return { kind: 'needs', lacks: needsText(stagesOf(caller).at(-1)!) };
  if (!seat.standing.signedIn) return { kind: 'signedOut' };
  if (!isFreeFor(caller, seat)) return { kind: 'notFree' };
  if (isHidden(caller, seat, nowMs)) return { kind: 'sticky' };
  const delayedUntilMs = caller.enteredMs + binding.delayMs;
  if (nowMs < delayedUntilMs) return { kind: 'delay', untilMs: delayedUntilMs };
  if (isKeptApart(caller, seat, seats, nowMs)) {
    return { kind: 'coolDown', untilMs: caller.coolDowns.get(operatorId)!.untilMs };
  }
  return { kind: 'free' };
}
