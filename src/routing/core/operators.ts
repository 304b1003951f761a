import { textHash } from '../chance.ts';
import type { Binding, Profile } from '../routing.ts';
import { Bits } from './bits.ts';
import { Priorities } from './priorities.ts';
import { Slots } from './slots.ts';

/** An operator who was never told anything: signed out, nothing free. */
const NEVER = Number.NaN;

/**
 * The operators' seats in columns. A slot is kept for as long as the operator is seated or something is
 * between them and a caller: an offer outlives the seat of the one whom it rings.
 */
export class Operators {
  readonly slots: Slots;
  readonly max: number;
  readonly seated: Bits;
  readonly signedIn: Bits;
  readonly profiles: (Profile | undefined)[] = [];
  /** Operator → queue → binding; operator → lines in which they can be rung, as the lines' numbers. */
  readonly bindings: Map<number, Binding>[] = [];
  readonly rows: Bits[] = [];
  readonly priorities = new Priorities();
  readonly free: Int32Array;
  readonly load: Float64Array;
  /** Not a number: not known. */
  readonly freeAtMs: Float64Array;
  /** The turn of who has something free: its order, and since when. */
  readonly turn: Float64Array;
  readonly turnSinceMs: Float64Array;
  /** Order of seating. */
  readonly seat: Float64Array;
  readonly skillCount: Int32Array;
  /** Calls handled since signing in. */
  readonly handled: Int32Array;
  /** Hash of the id, for the strategy "random". */
  readonly hash: Int32Array;
  readonly #signedInMs: Float64Array;
  readonly #busyMs: Float64Array;
  readonly #toldMs: Float64Array;
  #lastSeat = 0;

  constructor(max: number) {
    this.max = max;
    this.slots = new Slots(max);
    this.seated = new Bits(max);
    this.signedIn = new Bits(max);
    this.free = new Int32Array(max);
    this.load = new Float64Array(max);
    this.freeAtMs = new Float64Array(max);
    this.turn = new Float64Array(max);
    this.turnSinceMs = new Float64Array(max);
    this.seat = new Float64Array(max);
    this.skillCount = new Int32Array(max);
    this.handled = new Int32Array(max);
    this.hash = new Int32Array(max);
    this.#signedInMs = new Float64Array(max);
    this.#busyMs = new Float64Array(max);
    this.#toldMs = new Float64Array(max);
  }

  idOf(operator: number): string {
    return this.slots.nameOf(operator);
  }

  /** The slot of somebody who is seated; −1: nobody of this id. */
  findSeated(operatorId: string): number {
    const operator = this.slots.find(operatorId);
    return operator >= 0 && this.seated.has(operator) ? operator : -1;
  }

  /** A new seat, the last in order; `lines` is how many lines there can be now. */
  begin(operator: number, lines: number): void {
    this.#lastSeat += 1;
    this.seated.add(operator);
    this.bindings[operator] = new Map();
    this.priorities.set(operator, new Map());
    this.rows[operator] = new Bits(lines);
    this.free[operator] = 0;
    this.load[operator] = 0;
    this.freeAtMs[operator] = NEVER;
    this.seat[operator] = this.#lastSeat;
    this.handled[operator] = 0;
    this.hash[operator] = textHash(this.idOf(operator));
    this.#signedInMs[operator] = 0;
    this.#busyMs[operator] = 0;
    this.#toldMs[operator] = 0;
  }

  /** Adds up the time since the operator was told of last. */
  countTime(operator: number, nowMs: number): void {
    if (this.signedIn.has(operator)) {
      const passedMs = nowMs - this.#toldMs[operator]!;
      this.#signedInMs[operator]! += passedMs;
      if (this.load[operator]! > 0) this.#busyMs[operator]! += passedMs;
    }
    this.#toldMs[operator] = nowMs;
  }

  /** The share of the time signed in that was spent on work; 0 before any time has passed. */
  shareOfWork(operator: number, nowMs: number): number {
    const passedMs = this.signedIn.has(operator) ? nowMs - this.#toldMs[operator]! : 0;
    const signedInMs = this.#signedInMs[operator]! + passedMs;
    const busyMs = this.#busyMs[operator]! + (this.load[operator]! > 0 ? passedMs : 0);
    return signedInMs === 0 ? 0 : busyMs / signedInMs;
  }
}
