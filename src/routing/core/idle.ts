import { Bits } from './bits.ts';
import { INTS, NEXT, type Operators, PREVIOUS } from './operators.ts';

/** Who has something free: as a set per kind of work, and all of them linked in the order of their turns. */
export class Idle {
  readonly #operators: Operators;
  readonly #kinds: number[] = [];
  readonly #byKind: Bits[] = [];
  #first = -1;
  #last = -1;
  #turn = 0;
  count = 0;

  constructor(operators: Operators) {
    this.#operators = operators;
  }

  /** The number under which a kind of work is known here. */
  kindNumber(kind: number): number {
    const known = this.#kinds.indexOf(kind);
    if (known >= 0) return known;
    const members = new Bits(this.#operators.max);
    for (let operator = this.#first; operator >= 0; operator = this.next(operator)) {
      if ((this.#operators.freeOf(operator) & kind) !== 0) members.add(operator);
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
    return this.#operators.ints[operator * INTS + NEXT]!;
  }

  /** Sets what the operator has free; a turn begins where nothing was free before. */
  put(operator: number, free: number, nowMs: number): void {
    const before = this.#operators.freeOf(operator);
    if (before === free) return;
    this.#operators.setFree(operator, free);
    for (let at = 0; at < this.#kinds.length; at += 1) {
      this.#byKind[at]!.put(operator, (free & this.#kinds[at]!) !== 0);
    }
    if (before === 0) this.#append(operator, nowMs);
    else if (free === 0) this.#unlink(operator);
  }

  #append(operator: number, nowMs: number): void {
    this.#turn += 1;
    this.#operators.beginTurn(operator, this.#turn, nowMs);
    const { ints } = this.#operators;
    ints[operator * INTS + NEXT] = -1;
    ints[operator * INTS + PREVIOUS] = this.#last;
    if (this.#last >= 0) ints[this.#last * INTS + NEXT] = operator;
    else this.#first = operator;
    this.#last = operator;
    this.count += 1;
  }

  #unlink(operator: number): void {
    const { ints } = this.#operators;
    const next = ints[operator * INTS + NEXT]!;
    const previous = ints[operator * INTS + PREVIOUS]!;
    if (previous >= 0) ints[previous * INTS + NEXT] = next;
    else this.#first = next;
    if (next >= 0) ints[next * INTS + PREVIOUS] = previous;
    else this.#last = previous;
    this.count -= 1;
  }
}
