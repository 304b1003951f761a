import { COOL_DOWN_MS } from '../routing.ts';
import type { Callers } from './callers.ts';
import { Schedule } from './schedule.ts';

/**
 * A lone operator who declines would else be rung again in the same millisecond, for ever; so even a lone
 * operator is left in peace for this long.
 */
const REST_MS = 5_000;

/**
 * `OFFER`: the operator is being rung; `COOL_DOWN`: kept apart for a while; `STICKY`: nobody else gets the
 * caller.
 */
export const OFFER = 0;
export const COOL_DOWN = 1;
export const STICKY = 2;
export type BondKind = typeof OFFER | typeof COOL_DOWN | typeof STICKY;

/**
 * What is between one caller and one operator for a time. Few callers have any: the others are told from
 * them by one look at their record. Bonds hang in a list per caller and in one per operator.
 */
export class Bonds {
  readonly #callers: Callers;
  /** Operator → first bond, −1: none. */
  readonly #ofOperator: Int32Array;
  /** When time alone changes or ends a bond. */
  readonly due = new Schedule();
  #caller = new Int32Array(0);
  #operator = new Int32Array(0);
  #kind = new Int8Array(0);
  #untilMs = new Float64Array(0);
  #restUntilMs = new Float64Array(0);
  #nextOfCaller = new Int32Array(0);
  #nextOfOperator = new Int32Array(0);
  #previousOfOperator = new Int32Array(0);
  #unused = -1;
  #used = 0;
  /** Cool-downs that last. */
  coolDowns = 0;

  constructor(callers: Callers, operatorsMax: number) {
    this.#callers = callers;
    this.#ofOperator = new Int32Array(operatorsMax).fill(-1);
  }

  /** Bonds are numbered below this. */
  get end(): number {
    return this.#used;
  }

  callerOf(bond: number): number {
    return this.#caller[bond]!;
  }

  operatorOf(bond: number): number {
    return this.#operator[bond]!;
  }

  /** −1: the number is not in use. */
  kindOf(bond: number): number {
    return this.#kind[bond]!;
  }

  untilMsOf(bond: number): number {
    return this.#untilMs[bond]!;
  }

  restUntilMsOf(bond: number): number {
    return this.#restUntilMs[bond]!;
  }

  firstOfOperator(operator: number): number {
    return this.#ofOperator[operator]!;
  }

  nextOfCaller(bond: number): number {
    return this.#nextOfCaller[bond]!;
  }

  nextOfOperator(bond: number): number {
    return this.#nextOfOperator[bond]!;
  }

  /** The bond of this kind between the two; −1: none. */
  find(caller: number, operator: number, kind: BondKind): number {
    let bond = this.#callers.bondOf(caller);
    while (bond >= 0 && (this.#operator[bond] !== operator || this.#kind[bond] !== kind)) {
      bond = this.#nextOfCaller[bond]!;
    }
    return bond;
  }

  /** The caller's first bond of this kind; −1: none. */
  firstOfKind(caller: number, kind: BondKind): number {
    let bond = this.#callers.bondOf(caller);
    while (bond >= 0 && this.#kind[bond] !== kind) bond = this.#nextOfCaller[bond]!;
    return bond;
  }

  /** Whether the two are kept apart if anybody else can serve. */
  isCooling(caller: number, operator: number, nowMs: number): boolean {
    const bond = this.find(caller, operator, COOL_DOWN);
    return bond >= 0 && nowMs < this.#untilMs[bond]!;
  }

  tie(caller: number, operator: number, kind: BondKind, untilMs: number): void {
    const bond = this.#take();
    this.#caller[bond] = caller;
    this.#operator[bond] = operator;
    this.#kind[bond] = kind;
    this.#untilMs[bond] = untilMs;
    this.#nextOfCaller[bond] = this.#callers.bondOf(caller);
    this.#callers.setBond(caller, bond);
    const next = this.#ofOperator[operator]!;
    this.#nextOfOperator[bond] = next;
    this.#previousOfOperator[bond] = -1;
    if (next >= 0) this.#previousOfOperator[next] = bond;
    this.#ofOperator[operator] = bond;
    this.due.put(bond, untilMs);
  }

  /** Keeps the two apart from now on; an earlier cool-down is renewed. */
  cool(caller: number, operator: number, nowMs: number): void {
    const untilMs = nowMs + COOL_DOWN_MS;
    let bond = this.find(caller, operator, COOL_DOWN);
    if (bond < 0) {
      this.tie(caller, operator, COOL_DOWN, untilMs);
      bond = this.#callers.bondOf(caller);
      this.coolDowns += 1;
    }
    this.#untilMs[bond] = untilMs;
    this.#restUntilMs[bond] = nowMs + REST_MS;
    this.due.put(bond, nowMs + REST_MS);
  }

  untie(bond: number): void {
    this.#unlinkFromCaller(bond);
    const previous = this.#previousOfOperator[bond]!;
    const next = this.#nextOfOperator[bond]!;
    if (previous >= 0) this.#nextOfOperator[previous] = next;
    else this.#ofOperator[this.#operator[bond]!] = next;
    if (next >= 0) this.#previousOfOperator[next] = previous;
    if (this.#kind[bond] === COOL_DOWN) this.coolDowns -= 1;
    this.due.drop(bond);
    this.#kind[bond] = -1;
    this.#nextOfCaller[bond] = this.#unused;
    this.#unused = bond;
  }

  #unlinkFromCaller(bond: number): void {
    const caller = this.#caller[bond]!;
    const first = this.#callers.bondOf(caller);
    if (first === bond) {
      this.#callers.setBond(caller, this.#nextOfCaller[bond]!);
      return;
    }
    let before = first;
    while (this.#nextOfCaller[before] !== bond) before = this.#nextOfCaller[before]!;
    this.#nextOfCaller[before] = this.#nextOfCaller[bond]!;
  }

  #take(): number {
    const bond = this.#unused;
    if (bond >= 0) {
      this.#unused = this.#nextOfCaller[bond]!;
      return bond;
    }
    if (this.#used === this.#caller.length) this.#grow(Math.max(256, 2 * this.#used));
    this.#used += 1;
    return this.#used - 1;
  }

  #grow(size: number): void {
    this.#caller = enlarged(this.#caller, new Int32Array(size));
    this.#operator = enlarged(this.#operator, new Int32Array(size));
    this.#kind = enlarged(this.#kind, new Int8Array(size));
    this.#untilMs = enlarged(this.#untilMs, new Float64Array(size));
    this.#restUntilMs = enlarged(this.#restUntilMs, new Float64Array(size));
    this.#nextOfCaller = enlarged(this.#nextOfCaller, new Int32Array(size));
    this.#nextOfOperator = enlarged(this.#nextOfOperator, new Int32Array(size));
    this.#previousOfOperator = enlarged(this.#previousOfOperator, new Int32Array(size));
  }
}

/** Copies into the larger array, and gives it back. */
export function enlarged<T extends Int8Array | Uint8Array | Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
