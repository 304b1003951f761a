import { textHash } from '../../base/index.ts';
import type { Binding, Profile } from '../routing.ts';
import { Bits } from './bits.ts';
import { enlarged } from './bonds.ts';
import { Grid } from './grid.ts';
import { Priorities } from './priorities.ts';
import { Slots } from './slots.ts';

/** An operator who was never told anything: signed out, nothing free. */
const NEVER = Number.NaN;

/**
 * The operators' seats. A slot is kept for as long as the operator is seated or something is between them and a
 * caller: an offer outlives the seat of the one whom it rings. What changes with every event is in records of
 * 128 bytes, two lines of the processor's cache, however many operators there are:
 *
 *   float 0 told last · 1 time signed in · 2 time at work · 3 load · 4 free at · 5 turn · 6 its begin · 7 seat
 *   int   16 free · 17 calls handled · 18 skills · 19 hash of the id · 20, 21 links of the idle
 */
export class Operators {
  readonly slots: Slots;
  readonly max: number;
  readonly seated: Bits;
  readonly signedIn: Bits;
  readonly profiles: (Profile | undefined)[] = [];
  /** Operator → queue → binding. */
  readonly bindings: Map<number, Binding>[] = [];
  /** Operator → lines in which they can be rung, as the lines' numbers. */
  readonly rows = new Grid();
  readonly priorities = new Priorities();
  ints = new Int32Array(0);
  #floats = new Float64Array(0);
  #lastSeat = 0;

  constructor(max: number) {
    this.max = max;
    this.slots = new Slots(max);
    this.seated = new Bits(max);
    this.signedIn = new Bits(max);
    this.#grow(Math.min(max, 64));
  }

  idOf(operator: number): string {
    return this.slots.nameOf(operator);
  }

  /** The slot of somebody who is seated; −1: nobody of this id. */
  findSeated(operatorId: string): number {
    const operator = this.slots.find(operatorId);
    return operator >= 0 && this.seated.has(operator) ? operator : -1;
  }

  /** A new seat, the last in order. */
  begin(operator: number): void {
    this.#lastSeat += 1;
    this.seated.add(operator);
    this.bindings[operator] = new Map();
    this.priorities.set(operator, new Map());
    this.rows.growTo(operator);
    while (RECORD_BYTES * operator >= this.ints.byteLength) this.#grow((2 * this.ints.length) / INTS);
    const ints = operator * INTS;
    const floats = operator * FLOATS;
    this.ints[ints + FREE] = 0;
    this.ints[ints + HANDLED] = 0;
    this.ints[ints + HASH] = textHash(this.idOf(operator));
    this.#floats.fill(0, floats, floats + FLOATS_USED);
    this.#floats[floats + FREE_AT] = NEVER;
    this.#floats[floats + SEAT] = this.#lastSeat;
  }

  /** Kinds of work that the operator has free, as bits. */
  freeOf(operator: number): number {
    return this.ints[operator * INTS + FREE]!;
  }

  setFree(operator: number, free: number): void {
    this.ints[operator * INTS + FREE] = free;
  }

  loadOf(operator: number): number {
    return this.#floats[operator * FLOATS + LOAD]!;
  }

  setLoad(operator: number, load: number): void {
    this.#floats[operator * FLOATS + LOAD] = load;
  }

  /** Not a number: not known. */
  freeAtMsOf(operator: number): number {
    return this.#floats[operator * FLOATS + FREE_AT]!;
  }

  setFreeAtMs(operator: number, freeAtMs: number): void {
    this.#floats[operator * FLOATS + FREE_AT] = freeAtMs;
  }

  /** The turn of who has something free: its order. */
  turnOf(operator: number): number {
    return this.#floats[operator * FLOATS + TURN]!;
  }

  turnSinceMsOf(operator: number): number {
    return this.#floats[operator * FLOATS + TURN_SINCE]!;
  }

  beginTurn(operator: number, turn: number, nowMs: number): void {
    this.#floats[operator * FLOATS + TURN] = turn;
    this.#floats[operator * FLOATS + TURN_SINCE] = nowMs;
  }

  /** Order of seating. */
  seatOf(operator: number): number {
    return this.#floats[operator * FLOATS + SEAT]!;
  }

  skillCountOf(operator: number): number {
    return this.ints[operator * INTS + SKILLS]!;
  }

  setSkillCount(operator: number, count: number): void {
    this.ints[operator * INTS + SKILLS] = count;
  }

  /** Calls handled since signing in. */
  handledOf(operator: number): number {
    return this.ints[operator * INTS + HANDLED]!;
  }

  countHandled(operator: number): void {
    this.ints[operator * INTS + HANDLED]! += 1;
  }

  signIn(operator: number): void {
    this.signedIn.add(operator);
    this.ints[operator * INTS + HANDLED] = 0;
  }

  /** Hash of the id, for the strategy "random". */
  hashOf(operator: number): number {
    return this.ints[operator * INTS + HASH]!;
  }

  /** Adds up the time since the operator was told of last. */
  countTime(operator: number, nowMs: number): void {
    const floats = this.#floats;
    const at = operator * FLOATS;
    if (this.signedIn.has(operator)) {
      const passedMs = nowMs - floats[at + TOLD]!;
      floats[at + SIGNED_IN]! += passedMs;
      if (floats[at + LOAD]! > 0) floats[at + BUSY]! += passedMs;
    }
    floats[at + TOLD] = nowMs;
  }

  /** The share of the time signed in that was spent on work; 0 before any time has passed. */
  shareOfWork(operator: number, nowMs: number): number {
    const floats = this.#floats;
    const at = operator * FLOATS;
    const passedMs = this.signedIn.has(operator) ? nowMs - floats[at + TOLD]! : 0;
    const signedInMs = floats[at + SIGNED_IN]! + passedMs;
    const busyMs = floats[at + BUSY]! + (floats[at + LOAD]! > 0 ? passedMs : 0);
    return signedInMs === 0 ? 0 : busyMs / signedInMs;
  }

  #grow(capacity: number): void {
    const buffer = new ArrayBuffer(capacity * RECORD_BYTES);
    this.ints = enlarged(this.ints, new Int32Array(buffer));
    this.#floats = new Float64Array(buffer);
  }
}

const RECORD_BYTES = 128;
/** Integers and floats per record. */
export const INTS = 32;
const FLOATS = 16;

const TOLD = 0;
const SIGNED_IN = 1;
const BUSY = 2;
const LOAD = 3;
const FREE_AT = 4;
const TURN = 5;
const TURN_SINCE = 6;
const SEAT = 7;
const FLOATS_USED = 8;

const FREE = 16;
const HANDLED = 17;
const SKILLS = 18;
const HASH = 19;
/** The links of those who are idle. */
export const NEXT = 20;
export const PREVIOUS = 21;
