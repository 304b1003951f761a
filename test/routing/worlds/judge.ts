import { isDeepStrictEqual } from 'node:util';
import type { Estimate, Match, Place, Routing } from '../../../src/routing/routing.ts';
import { Floor } from './floor.ts';
import type { Setting, Step } from './step.ts';
import { askedAbout, countsOf, foreseenBy, type Names, placesOf, queueSeen, type Seen } from './witness.ts';

/** A router that takes the steps of a world, and is held against what the reference showed of each. */
export class Judge {
  readonly #router: Routing;
  readonly #floor: Floor;
  readonly #names: Names;

  constructor(router: Routing, setting: Setting, names: Names) {
    this.#router = router;
    this.#floor = new Floor(router, setting);
    this.#names = names;
  }

  /** What the router does otherwise than the reference; undefined when nothing. */
  take(step: Step, seen: Seen): string | undefined {
    try {
      return (
        this.#advance(step, seen) ??
        differInEach('estimate', seen.foreseen, foreseenBy(this.#router, step), differBeyondRounding) ??
        this.#make(step, seen) ??
        this.#compareMatches(seen.matches, this.#floor.decide(step)) ??
        this.#look(seen) ??
        this.#ask(step.nowMs, seen)
      );
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }

  #advance(step: Step, { isDue, isMovedByTime, advanced }: Seen): string | undefined {
    const dueMs = this.#router.nextDueMs() ?? Number.POSITIVE_INFINITY;
    const firstMs = advanced[0]?.atMs ?? Number.POSITIVE_INFINITY;
    if (firstMs < dueMs) return `nextDueMs was ${dueMs}, but a match was due at ${firstMs}`;
    const difference = this.#compareMatches(advanced, this.#floor.advance(step));
    if (difference !== undefined) return difference;
    if (dueMs > step.nowMs && isDue && isMovedByTime)
      return `nextDueMs was ${dueMs}, but a stage began by ${step.nowMs}`;
    const nextMs = this.#router.nextDueMs();
    if (nextMs !== undefined && nextMs <= step.nowMs) return `nextDueMs is ${nextMs}, which has passed`;
    return undefined;
  }

  #make(step: Step, { answers }: Seen): string | undefined {
    return differ('answers', answers, this.#floor.make(step));
  }

  #compareMatches(wanted: readonly Match[], found: readonly Match[]): string | undefined {
    if (wanted.length === 0 && found.length === 0) return undefined;
    return differ('matches', wanted, found);
  }

  /** Places, queues and counts. */
  #look({ places, queues, counts }: Seen): string | undefined {
    const found = placesOf(this.#router, this.#names);
    return (
      differInEach('place', places, found, differInPlace) ??
      differInEach('queue', queues, this.#queues(), differ) ??
      differ('counts', { ...counts }, countsOf(this.#router))
    );
  }

  #queues(): readonly string[] {
    return this.#names.queueIds.map((queueId) => queueSeen(this.#router, queueId));
  }

  /** Whether the router's own check holds, and what it says about each caller. */
  #ask(nowMs: number, { asked }: Seen): string | undefined {
    if (asked === null) return undefined;
    this.#router.check(nowMs);
    for (const [index, callId] of this.#names.callIds.entries()) {
      const [wanted, found] = [asked[index]!, askedAbout(this.#router, callId, nowMs)];
      const difference =
        differ(`whyNot ${callId}`, wanted.meets, found.meets) ??
        differBeyondRounding(`estimate ${callId}`, wanted.estimate, found.estimate);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
}

type Differ<T> = (what: string, wanted: T, found: T) => string | undefined;

/** The first difference of two lists of the same length. */
function differInEach<T>(
  what: string,
  wanted: readonly T[],
  found: readonly T[],
  differing: Differ<T>,
): string | undefined {
  for (const [index, one] of wanted.entries()) {
    const difference = differing(`${what} ${index}`, one, found[index]!);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differInPlace(what: string, wanted: Place | null, found: Place | null): string | undefined {
  if (wanted !== null && found !== null && areSamePlace(wanted, found)) return undefined;
  return differ(what, wanted, found);
}

/** Quicker than comparing all that two objects could hold. */
function areSamePlace(one: Place, other: Place): boolean {
  return (
    one.seq === other.seq &&
    one.class === other.class &&
    one.boostMs === other.boostMs &&
    one.enteredMs === other.enteredMs &&
    one.queueId === other.queueId &&
    one.stagesBegun === other.stagesBegun &&
    one.offeredTo.length === other.offeredTo.length &&
    one.offeredTo.every((operatorId, index) => other.offeredTo[index] === operatorId)
  );
}

/** A formula may be summed up in another order: equal to a millionth of a millisecond is equal. */
function differBeyondRounding(
  what: string,
  wanted: Estimate | null,
  found: Estimate | null,
): string | undefined {
  const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-6 * Math.max(1, one);
  const both = wanted !== null && found !== null;
  if (both && isNear(wanted.p50Ms, found.p50Ms) && isNear(wanted.p90Ms, found.p90Ms)) return undefined;
  return differ(what, wanted, found);
}

function differ(what: string, wanted: unknown, found: unknown): string | undefined {
  if (wanted === found || isDeepStrictEqual(wanted, found)) return undefined;
  return `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;
}
