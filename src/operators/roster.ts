import { Operator } from './operator.ts';
import type { OperatorProfile } from './profile.ts';

/** All operators, found by id or by phone. */
export class Roster {
  readonly #byId = new Map<string, Operator>();
  readonly #byPhone = new Map<string, Operator>();

  constructor(profiles: Iterable<OperatorProfile>, wallMs: number) {
    for (const profile of profiles) this.put(profile, wallMs);
  }

  /** Takes an operator on, or gives one a new profile; what they are doing stays as it is. */
  put(profile: OperatorProfile, wallMs: number): Operator {
    const known = this.#byId.get(profile.id);
    if (known !== undefined && this.#byPhone.get(known.profile.phoneId) === known)
      this.#byPhone.delete(known.profile.phoneId);
    const operator = known ?? new Operator(profile, wallMs);
    operator.profile = profile;
    this.#byId.set(operator.id, operator);
    this.#byPhone.set(profile.phoneId, operator);
    return operator;
  }

  remove({ id, profile }: Operator): void {
    if (this.#byPhone.get(profile.phoneId) === this.#byId.get(id)) this.#byPhone.delete(profile.phoneId);
    this.#byId.delete(id);
  }

  find(operatorId: string): Operator | undefined {
    return this.#byId.get(operatorId);
  }

  withPhone(phoneId: string): Operator | undefined {
    return this.#byPhone.get(phoneId);
  }

  all(): IterableIterator<Operator> {
    return this.#byId.values();
  }
}
