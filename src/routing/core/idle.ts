import { Bits } from './bits.ts';
import type { Operators } from './operators.ts';

/** Who has something free: as a set per kind of work, and all of them linked in the order of their turns. */
export class Idle {
  readonly #operators: Operators;
  readonly #kinds: number[] = [];
  readonly #byKind: Bits[] = [];
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  #first = -1;
  #last = -1;
  #turn = 0;
  count = 0;

  constructor(operators: Operators) {
    this.#operators = operators;
    this.#next = new Int32Array(operators.max);
    this.#previous = new Int32Array(operators.max);
  }

  /** The number under which a kind of work is known here. */
  kindNumber(kind: number): number {
    const known = this.#kinds.indexOf(kind);
    if (known >= 0) return known;
    const members = new Bits(this.#operators.max);
    for (let operator = this.#first; operator >= 0; operator = this.#next[operator]!) {
      if ((this.#operators.free[operator]! & kind) !== 0) members.add(operator);
    }
    this.#byKind.push(members);
    return this.#kinds.push(kind) - 1;
  }

  kindAt(kindNumber: number): number {
    return this.#kinds[kindNumber]!;
  }

  /** Those who have this kind of work free. */
  ofKind(kindNumber: number): Bits {
    return this.#byKind[kindNumber]!;
  }

  /** The longest idle of all; −1: nobody. */
  get first(): number {
    return this.#first;
  }

  /** The next who became idle after this one. */
  next(operator: number): number {
    return this.#next[operator]!;
  }

  /** Sets what the operator has free; a turn begins where nothing was free before. */
  put(operator: number, free: number, nowMs: number): void {
    const before = this.#operators.free[operator]!;
    if (before === free) return;
    this.#operators.free[operator] = free;
    for (let at = 0; at < this.#kinds.length; at += 1) {
      this.#byKind[at]!.put(operator, (free & this.#kinds[at]!) !== 0);
    }
    if (before === 0) this.#append(operator, nowMs);
    else if (free === 0) this.#unlink(operator);
  }

  #append(operator: number, nowMs: number): void {
    this.#turn += 1;
    this.#operators.turn[operator] = this.#turn;
    this.#operators.turnSinceMs[operator] = nowMs;
    this.#next[operator] = -1;
    this.#previous[operator] = this.#last;
    if (this.#last >= 0) this.#next[this.#last] = operator;
    else this.#first = operator;
    this.#last = operator;
    this.count += 1;
  }

  #unlink(operator: number): void {
    const next = this.#next[operator]!;
    const previous = this.#previous[operator]!;
    if (previous >= 0) this.#next[previous] = next;
    else this.#first = next;
    if (next >= 0) this.#previous[next] = previous;
    else this.#last = previous;
    this.count -= 1;
  }
}
