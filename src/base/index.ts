// Bricks without a word of telephony: clock, chance, inbox, failures, mistakes.
// Everybody may use them; they use nobody.
// Never: a promise, a package, a look at the real clock.
export { assertNever, Broken, holds } from './broken.ts';
export { Bucket } from './bucket.ts';
export { BucketWithReserve, type Pace, reserveOf } from './bucket-with-reserve.ts';
export { dateText, dayNumbered, daysBefore, twoDigits, WEEKDAYS, weekdayOf } from './calendar.ts';
export { type Clock, type Now, SimulatedClock } from './clock.ts';
export { parseDuration } from './duration.ts';
export { EXIT_BROKEN, EXIT_DRAINED, EXIT_REPLACED } from './exit-codes.ts';
export { FAILURES, Failure, type FailureCode } from './failures.ts';
export { hostInUri } from './host-in-uri.ts';
export { atOnce, type InSteps } from './in-steps.ts';
export { type Handled, Inbox } from './inbox.ts';
export { maskedNumber } from './masked-number.ts';
export { type Mistake, mistakeIn, mistakeText, nearestName } from './mistake.ts';
export { coversPattern, fitsPattern, isExact, isPattern, shadowOf } from './number-pattern.ts';
export { percentileOf } from './percentile.ts';
export { type Prng, prngFrom } from './prng.ts';
export { Recent } from './recent.ts';
export { spreadBits, textHash } from './text-hash.ts';
export { Timers } from './timers.ts';
