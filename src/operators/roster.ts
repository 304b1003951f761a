import { Operator } from './operator.ts';
import type { OperatorProfile } from './profile.ts';

/** All operators, found by id or by phone. */
export class Roster {
  readonly #byId = new Map<string, Operator>();
  readonly #byPhone = new Map<string, Operator>();

  constructor(profiles: Iterable<OperatorProfile>, wallMs: number) {
    for (const profile of profiles) {
      const operator = new Operator(profile, wallMs);
      this.#byId.set(operator.id, operator);
      this.#byPhone.set(profile.phoneId, operator);
    }
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
