import type { Match, Routing, Standing } from '../../../src/routing/routing.ts';
import { make, type Setting, type Step } from './step.ts';

const ROUNDS_MAX = 10_000;

/** A router among operators who, when rung, tell what is left free: as the switchboard does. */
export class Floor {
  readonly router: Routing;
  readonly #setting: Setting;
  readonly #told = new Map<string, Standing>();
  #matches: Match[] = [];

  constructor(router: Routing, setting: Setting) {
    this.router = router;
    this.#setting = setting;
  }

  /** Time goes on; the matches that this alone makes. */
  advance({ nowMs, budget }: Step): readonly Match[] {
    this.#matches = [];
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (this.router.advance(nowMs, (match) => this.#ring(match), budget)) return this.#matches;
    }
    throw new Error(`advance to ${nowMs} is not done after ${ROUNDS_MAX} rounds`);
  }

  /** The calls happen; what they answer, null for nothing. */
  make({ nowMs, calls }: Step): readonly unknown[] {
    return calls.map((call) => {
      if (call.do === 'tell') this.#told.set(call.operatorId, call.standing);
      return make(call, this.router, nowMs) ?? null;
    });
  }

  decide({ nowMs }: Step): readonly Match[] {
    this.#matches = [];
    this.router.decide(nowMs, (match) => this.#ring(match));
    return this.#matches;
  }

  #ring(match: Match): void {
    this.#matches.push(match);
    const { units, workMs, leaving } = this.#setting;
    for (const operatorId of match.operatorIds) {
      const before = this.#told.get(operatorId)!;
      const load = before.load + 1;
      const free = load < (units[operatorId] ?? 1) ? before.free : 0;
      const freeAtMs = free === 0 && workMs !== null ? match.atMs + workMs : null;
      const standing = { signedIn: !leaving.includes(operatorId), free, load, freeAtMs };
      this.#told.set(operatorId, standing);
      this.router.tell(operatorId, standing, match.atMs);
    }
  }
}
