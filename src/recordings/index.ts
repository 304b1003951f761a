// Where what callers said is kept: sealed files on our own disk, which tell when they were cut or changed.
// What a file belongs to stands in the journal; here are only its sound, and how to take it from the exchange.
// Never: a sound in the clear on the disk, a decision about a call.
export { createRecordings } from './create-recordings.ts';
export { KeyRing } from './key-ring.ts';
export type { Fate, Recordings, Sound } from './recordings.ts';
