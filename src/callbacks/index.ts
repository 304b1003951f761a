// A promise to call somebody back: what was promised, and what has become of it so far.
// Pure: folded from its entries alone, so that the living one, the one on the disk and the one read again are the same.
// Never: a call, a queue's order, a clock.
export type { Callback, CallbackEntry, CallbackOutcome, CallbackPlace, CallbackWish } from './callback.ts';
export { foldCallback, isCallbackEntry } from './fold-callback.ts';
