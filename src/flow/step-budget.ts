/**
 * Steps that one call may enter, and that one event may enter; beyond, so many more for the handling of the
 * error.
 */
const CALL_STEPS_MAX = 1_000;
const EVENT_STEPS_MAX = 100;
const ERROR_STEPS_MAX = 20;

/** By how many steps the budget of the event or of the call is overdrawn; 0 or less while it is not. */
export const stepsTooMany = (inEvent: number, inCall: number): number =>
  Math.max(inEvent - EVENT_STEPS_MAX, inCall - CALL_STEPS_MAX);

/** Whether even the handling of the error has used up its share. */
export const isFarTooMany = (over: number): boolean => over > ERROR_STEPS_MAX;
