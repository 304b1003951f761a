import { enlarged } from './bonds.ts';

/**
 * What is known of each line, 64 bytes, one line of the processor's cache: a caller who goes from one line to
 * the next costs one look at memory for each of the two.
 *
 *   int   0 stage · 1 step, so many of the queue's delays are over · 2 number of the kind of work · 3 line of the
 *         next stage · 4 line of the next step (−1: not known yet) · 5 class that the next stage gives at least ·
 *         6 first by key · 7 eldest (−1: nobody) · 8 whether the first may have a bond · 9 callers in it
 *   float 5, 6 ages at which the next stage begins and the next delay is over · 7 when the eldest entered
 */
export class LineRecords {
  ints = new Int32Array(0);
  floats = new Float64Array(0);

  grow(lines: number): void {
    const buffer = new ArrayBuffer(lines * RECORD_BYTES);
    this.ints = enlarged(this.ints, new Int32Array(buffer));
    this.floats = new Float64Array(buffer);
  }
}

const RECORD_BYTES = 64;
/** Integers and floats per record. */
export const INTS = 16;
export const FLOATS = 8;

export const STAGE = 0;
export const STEP = 1;
export const KIND_NUMBER = 2;
export const NEXT_STAGE = 3;
export const NEXT_STEP = 4;
export const NEXT_CLASS = 5;
export const FIRST = 6;
export const ELDEST = 7;
export const IS_FIRST_BOUND = 8;
export const COUNT = 9;
export const STAGE_AFTER_MS = 5;
export const DELAY_AFTER_MS = 6;
export const ELDEST_MS = 7;
