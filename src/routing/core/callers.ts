/**
 * The records of the waiting callers, 64 bytes each: one line of the processor's cache, so that a step
 * through a line costs one look at memory however many wait.
 *
 *   int   0 class · 1 line · 2 block by key · 3 block by age · 4 first bond · 5 offers made so far
 *   float 5 enteredMs · 6 boostMs · 7 seq
 */
export class Callers {
  ints: Int32Array;
  floats: Float64Array;
  readonly max: number;
  #ids: string[] = [];
  #capacity: number;
  /** Callers in the table. */
  count = 0;
  /** First of the records that were given back, linked by their field `line`; −1: none. */
  #unused = -1;
  #used = 0;

  constructor(max: number) {
    this.max = max;
    this.#capacity = Math.min(max, 1024);
    const buffer = new ArrayBuffer(this.#capacity * RECORD_BYTES);
    this.ints = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
  }

  /** A record for this caller, in no line; −1: the table is full. */
  take(callId: string): number {
    if (this.count >= this.max) return -1;
    let caller = this.#unused;
    if (caller >= 0) this.#unused = this.ints[caller * INTS + LINE]!;
    else {
      if (this.#used === this.#capacity) this.#grow();
      caller = this.#used;
      this.#used += 1;
    }
    this.count += 1;
    this.#ids[caller] = callId;
    const at = caller * INTS;
    this.ints[at + BOND] = -1;
    this.ints[at + OFFERS] = 0;
    this.ints[at + KEY_BLOCK] = ABSENT;
    this.ints[at + AGE_BLOCK] = ABSENT;
    return caller;
  }

  release(caller: number): void {
    this.#ids[caller] = '';
    this.ints[caller * INTS + LINE] = this.#unused;
    this.#unused = caller;
    this.count -= 1;
  }

  idOf(caller: number): string {
    return this.#ids[caller]!;
  }

  setKey(caller: number, classNumber: number, enteredMs: number, boostMs: number, seq: number): void {
    this.ints[caller * INTS] = classNumber;
    this.floats[caller * FLOATS + ENTERED] = enteredMs;
    this.floats[caller * FLOATS + BOOST] = boostMs;
    this.floats[caller * FLOATS + SEQ] = seq;
  }

  classOf(caller: number): number {
    return this.ints[caller * INTS]!;
  }

  setClass(caller: number, classNumber: number): void {
    this.ints[caller * INTS] = classNumber;
  }

  lineOf(caller: number): number {
    return this.ints[caller * INTS + LINE]!;
  }

  setLine(caller: number, line: number): void {
    this.ints[caller * INTS + LINE] = line;
  }

  /** The first bond of the caller with an operator; −1: none. */
  bondOf(caller: number): number {
    return this.ints[caller * INTS + BOND]!;
  }

  setBond(caller: number, bond: number): void {
    this.ints[caller * INTS + BOND] = bond;
  }

  offersOf(caller: number): number {
    return this.ints[caller * INTS + OFFERS]!;
  }

  countOffer(caller: number): void {
    this.ints[caller * INTS + OFFERS]! += 1;
  }

  enteredMsOf(caller: number): number {
    return this.floats[caller * FLOATS + ENTERED]!;
  }

  boostMsOf(caller: number): number {
    return this.floats[caller * FLOATS + BOOST]!;
  }

  seqOf(caller: number): number {
    return this.floats[caller * FLOATS + SEQ]!;
  }

  /** Moment of entering less the boost: the second part of the key. */
  headStartMsOf(caller: number): number {
    return this.floats[caller * FLOATS + ENTERED]! - this.floats[caller * FLOATS + BOOST]!;
  }

  /**
   * Whether `one` is served before `other`: by class, age with boost, order of entering. (routing rules S3)
   */
  isBefore(one: number, other: number): boolean {
    const { ints, floats } = this;
    const classes = ints[one * INTS]! - ints[other * INTS]!;
    if (classes !== 0) return classes < 0;
    const a = one * FLOATS;
    const b = other * FLOATS;
    const ages = floats[a + ENTERED]! - floats[a + BOOST]! - (floats[b + ENTERED]! - floats[b + BOOST]!);
    return ages === 0 ? floats[a + SEQ]! < floats[b + SEQ]! : ages < 0;
  }

  /** Whether `one` has been waiting for longer. */
  isOlder(one: number, other: number): boolean {
    const a = one * FLOATS;
    const b = other * FLOATS;
    const ages = this.floats[a + ENTERED]! - this.floats[b + ENTERED]!;
    return ages === 0 ? this.floats[a + SEQ]! < this.floats[b + SEQ]! : ages < 0;
  }

  #grow(): void {
    this.#capacity = Math.min(this.max, this.#capacity * 2);
    const buffer = new ArrayBuffer(this.#capacity * RECORD_BYTES);
    const ints = new Int32Array(buffer);
    ints.set(this.ints);
    this.ints = ints;
    this.floats = new Float64Array(buffer);
  }
}

const RECORD_BYTES = 64;
/** Integers and floats per record. */
export const INTS = 16;
const FLOATS = 8;

const LINE = 1;
/** The blocks of the two sequences in which the caller stands. */
export const KEY_BLOCK = 2;
export const AGE_BLOCK = 3;
const BOND = 4;
const OFFERS = 5;
const ENTERED = 5;
const BOOST = 6;
const SEQ = 7;

/** The block of who is in no sequence. */
export const ABSENT = -1;
