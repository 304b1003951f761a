import type { ShadowDifference, ShadowState } from '../http/index.ts';
import type { CallRecord } from '../journal/index.ts';
import type { Comparison } from '../rehearsal/index.ts';

/** So many differences are told one by one. */
const LAST_MAX = 50;

type Sums = Pick<ShadowState, 'same' | 'differs' | 'notComparable' | 'passedOver' | 'last'>;

/** What came out when calls were made again: how often what, and the last calls that go another way. */
export class ShadowTally {
  #sameCount = 0;
  #differsCount = 0;
  #passedOverCount = 0;
  /** Why calls cannot be compared → how many; there are a handful of reasons. */
  readonly #reasons = new Map<string, number>();
  /** The newest last. */
  readonly #last: ShadowDifference[] = [];

  /** A call was made again. */
  note(comparison: Comparison, { callId, dialled, endedMs }: CallRecord): void {
    if (comparison.kind === 'notComparable') return this.cannot(comparison.why);
    if (comparison.kind === 'same') {
      this.#sameCount += 1;
      return;
    }
    this.#differsCount += 1;
    this.#last.push({ callId, dialled, endedMs, say: comparison.say });
    if (this.#last.length > LAST_MAX) this.#last.shift();
  }

  /** A call could not be compared. */
  cannot(why: string): void {
    this.#reasons.set(why, (this.#reasons.get(why) ?? 0) + 1);
  }

  /** A call is not made again: too many wait for it. */
  passOver(): void {
    this.#passedOverCount += 1;
  }

  sums(): Sums {
    return {
      same: this.#sameCount,
      differs: this.#differsCount,
      notComparable: [...this.#reasons].map(([why, count]) => ({ why, count })),
      passedOver: this.#passedOverCount,
      last: this.#last.toReversed(),
    };
  }
}
