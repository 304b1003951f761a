import { fits } from './needs.ts';
import type { Seat } from './seat.ts';
import type { WaitingCaller } from './waiting-caller.ts';

/**
 * Whether this operator may serve this caller at the stages begun: bound to the queue, `must` holds, and the needs
 * of at least one stage begun hold. (routing rules S4)
 */
export function isEligible(caller: WaitingCaller, seat: Seat): boolean {
  const { queue, stagesBegun, stepNeeds } = caller;
  if (!Object.hasOwn(seat.bindings, queue.id)) return false;
  if (!fits(queue.must, seat.skills, seat.operatorId)) return false;
  const atFirst =
    fits(queue.needs, seat.skills, seat.operatorId) && fits(stepNeeds, seat.skills, seat.operatorId);
  if (atFirst) return true;
  return queue.stages.slice(0, stagesBegun).some((stage) => fits(stage.needs, seat.skills, seat.operatorId));
}

/**
 * Whether the operator, if free, would be rung for this caller now: eligible, the binding's delay is over, and no
 * cool-down between the two. (routing rules S5, S8)
 */
export function isVisible(caller: WaitingCaller, seat: Seat, seats: Iterable<Seat>, nowMs: number): boolean {
  if (!isEligible(caller, seat)) return false;
  if (nowMs - caller.enteredMs < seat.bindings[caller.queue.id]!.delayMs) return false;
  const coolDown = caller.coolDowns.get(seat.operatorId);
  if (coolDown === undefined || coolDown.untilMs <= nowMs) return true;
  if (coolDown.restUntilMs > nowMs) return false;
  return !hasAnotherOperator(caller, seat, seats, nowMs);
}

/** Whether somebody else who is signed in could take the caller, now or when free, without a cool-down. */
function hasAnotherOperator(
  caller: WaitingCaller,
  seat: Seat,
  seats: Iterable<Seat>,
  nowMs: number,
): boolean {
  for (const other of seats) {
    if (other === seat || !other.signedIn || !isEligible(caller, other)) continue;
    const coolDown = caller.coolDowns.get(other.operatorId);
    if (coolDown === undefined || coolDown.untilMs <= nowMs) return true;
  }
  return false;
}

/**
 * The next moment (monotonic) at which time alone makes somebody visible to this caller: a stage begins, a binding's
 * delay ends, a cool-down ends. Undefined when there is none.
 */
export function nextWakeMs(caller: WaitingCaller, seats: Iterable<Seat>, nowMs: number): number | undefined {
  let next = Number.POSITIVE_INFINITY;
  const consider = (atMs: number): void => {
    if (atMs > nowMs && atMs < next) next = atMs;
  };
  for (const stage of caller.queue.stages) consider(caller.enteredMs + stage.afterMs);
  for (const seat of seats) {
    const binding = Object.hasOwn(seat.bindings, caller.queue.id)
      ? seat.bindings[caller.queue.id]
      : undefined;
    if (binding !== undefined) consider(caller.enteredMs + binding.delayMs);
  }
  for (const coolDown of caller.coolDowns.values()) {
    consider(coolDown.restUntilMs);
    consider(coolDown.untilMs);
  }
  return Number.isFinite(next) ? next : undefined;
}
