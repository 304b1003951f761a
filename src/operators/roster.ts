import { holds } from '../base/index.ts';
import { Operator } from './operator.ts';
import type { OperatorProfile } from './profile.ts';

/** All operators, found by id, by number, or by the phone at which they are. */
export class Roster {
  readonly #byId = new Map<string, Operator>();
  /** Phone → the operator whose own it is. */
  readonly #owners = new Map<string, Operator>();
  /** Phone → the operator who has signed in there: it is theirs for so long, whoever owns it. */
  readonly #seated = new Map<string, Operator>();

  constructor(profiles: Iterable<OperatorProfile>, wallMs: number) {
    for (const profile of profiles) this.put(profile, wallMs);
  }

  /** Takes an operator on, or gives one a new profile; what they are doing, and where, stays as it is. */
  put(profile: OperatorProfile, wallMs: number): Operator {
    const known = this.#byId.get(profile.id);
    if (known !== undefined) this.#disown(known);
    const operator = known ?? new Operator(profile, wallMs);
    operator.profile = profile;
    this.#byId.set(operator.id, operator);
    for (const phoneId of profile.phones) this.#owners.set(phoneId, operator);
    return operator;
  }

  remove(operator: Operator): void {
    this.leave(operator);
    this.#disown(operator);
    this.#byId.delete(operator.id);
  }

  find(operatorId: string): Operator | undefined {
    return this.#byId.get(operatorId);
  }

  /** Whoever has signed in at the phone, else whose own it is. */
  withPhone(phoneId: string): Operator | undefined {
    return this.#seated.get(phoneId) ?? this.#owners.get(phoneId);
  }

  /** Whom colleagues reach by this number. */
  withNumber(number: string): Operator | undefined {
    return this.#byId.values().find(({ profile }) => profile.number === number);
  }

  /** Where the operator can be rung: where they have signed in, else at the own phones that nobody has taken. */
  phonesOf(operator: Operator): readonly string[] {
    if (operator.desk !== null) return [operator.desk];
    return operator.profile.phones.filter((phoneId) => this.withPhone(phoneId) === operator);
  }

  /** The operator works at this phone from now on, and nowhere else; nobody else may have signed in there. */
  seat(operator: Operator, phoneId: string): void {
    holds(!this.#seated.has(phoneId), 'a phone has one operator at a time');
    this.leave(operator);
    this.#seated.set(phoneId, operator);
    operator.desk = phoneId;
  }

  /** The operator has signed in nowhere: their own phones are theirs again. */
  leave(operator: Operator): void {
    if (operator.desk !== null) this.#seated.delete(operator.desk);
    operator.desk = null;
  }

  all(): IterableIterator<Operator> {
    return this.#byId.values();
  }

  #disown(operator: Operator): void {
    for (const phoneId of operator.profile.phones)
      if (this.#owners.get(phoneId) === operator) this.#owners.delete(phoneId);
  }
}
