import { isDeepStrictEqual } from 'node:util';
import type { Estimate, Match, Place, Routing } from '../../../src/routing/routing.ts';
import { ReferenceRouter } from '../reference/reference-router.ts';
import { Floor } from './floor.ts';
import type { Setting, Step } from './step.ts';

/** Ids that a world uses: both routers are asked about each of them after every step. */
export type Names = { readonly callIds: readonly string[]; readonly queueIds: readonly string[] };

/** The router and the reference side by side: every step is taken by both, and everything seen is compared. */
export class Duel {
  readonly reference: Routing;
  readonly #literal: Floor;
  readonly #judged: Floor;
  readonly #names: Names;
  readonly #askedEvery: number;
  #steps = 0;
  #matchesCount = 0;

  /** The expensive questions are asked after every `askedEvery` steps. */
  constructor(judged: Routing, setting: Setting, names: Names, askedEvery: number) {
    this.reference = new ReferenceRouter();
    this.#literal = new Floor(this.reference, setting);
    this.#judged = new Floor(judged, setting);
    this.#names = names;
    this.#askedEvery = askedEvery;
  }

  get matchesCount(): number {
    return this.#matchesCount;
  }

  /** What the two disagree about; undefined when they agree. */
  take(step: Step): string | undefined {
    this.#steps += 1;
    try {
      return (
        this.#advance(step) ??
        this.#foresee(step) ??
        differ('answers', this.#literal.make(step), this.#judged.make(step)) ??
        this.#compareMatches(this.#literal.decide(step), this.#judged.decide(step)) ??
        this.#look() ??
        (this.#steps % this.#askedEvery === 0 ? this.#ask(step.nowMs) : undefined)
      );
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }

  #advance(step: Step): string | undefined {
    const literal = this.#literal.router;
    const judged = this.#judged.router;
    const dueMs = judged.nextDueMs() ?? Number.POSITIVE_INFINITY;
    const anythingDue = (literal.nextDueMs() ?? Number.POSITIVE_INFINITY) <= step.nowMs;
    const before = anythingDue ? this.#places() : [];
    const matches = this.#literal.advance(step);
    const firstMs = matches[0]?.atMs ?? Number.POSITIVE_INFINITY;
    if (firstMs < dueMs) return `nextDueMs was ${dueMs}, but a match was due at ${firstMs}`;
    const difference = this.#compareMatches(matches, this.#judged.advance(step));
    if (difference !== undefined) return difference;
    if (dueMs > step.nowMs && anythingDue && !isDeepStrictEqual(before, this.#places()))
      return `nextDueMs was ${dueMs}, but a stage began by ${step.nowMs}`;
    const nextMs = judged.nextDueMs();
    if (nextMs !== undefined && nextMs <= step.nowMs) return `nextDueMs is ${nextMs}, which has passed`;
    return undefined;
  }

  /** What those who are about to enter would be told. */
  #foresee({ nowMs, calls }: Step): string | undefined {
    for (const call of calls) {
      if (call.do !== 'enter') continue;
      const [wanted, found] = [this.reference, this.#judged.router].map((router) => {
        return router.estimateFor(call.entering, nowMs);
      });
      const difference = differBeyondRounding(call.entering.callId, wanted!, found!);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #places(): readonly (Place | undefined)[] {
    return this.#names.callIds.map((callId) => this.reference.find(callId));
  }

  #compareMatches(literal: readonly Match[], judged: readonly Match[]): string | undefined {
    this.#matchesCount += literal.length;
    if (literal.length === 0 && judged.length === 0) return undefined;
    return differ('matches', literal, judged);
  }

  /** Places, queues and counts. */
  #look(): string | undefined {
    const [literal, judged] = [this.reference, this.#judged.router];
    const { callIds, queueIds } = this.#names;
    for (const callId of callIds) {
      const [wanted, found] = [literal.find(callId), judged.find(callId)];
      if (!areSamePlace(wanted, found)) return differ(`find ${callId}`, wanted, found) ?? `find ${callId}`;
    }
    for (const queueId of queueIds) {
      const difference = differ(`queue ${queueId}`, queueSeen(literal, queueId), queueSeen(judged, queueId));
      if (difference !== undefined) return difference;
    }
    return differ('counts', { ...countsOf(literal) }, { ...countsOf(judged) });
  }

  /** Whether the router's own check holds, and what it says about each caller. */
  #ask(nowMs: number): string | undefined {
    const [literal, judged] = [this.reference, this.#judged.router];
    literal.check(nowMs);
    judged.check(nowMs);
    for (const callId of this.#names.callIds) {
      const difference = differ(
        `whyNot ${callId}`,
        meets(literal, callId, nowMs),
        meets(judged, callId, nowMs),
      );
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
}

/** Kinds of what stands between the caller and each operator. */
function meets(router: Routing, callId: string, nowMs: number): readonly string[] {
  return router.whyNot(callId, nowMs).map(({ operatorId, is }) => `${operatorId}: ${is.kind}`);
}

const queueSeen = (router: Routing, queueId: string): string =>
  JSON.stringify([router.countWaiting(queueId), router.waitingIn(queueId), router.isStaffed(queueId)]);

function countsOf({ counts }: Routing): Routing['counts'] {
  return { waiting: counts.waiting, idle: counts.idle, ignored: counts.ignored };
}

function areSamePlace(one: Place | undefined, other: Place | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
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
  callId: string,
  wanted: Estimate | null,
  found: Estimate | null,
): string | undefined {
  const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-6 * Math.max(1, one);
  const both = wanted !== null && found !== null;
  if (both && isNear(wanted.p50Ms, found.p50Ms) && isNear(wanted.p90Ms, found.p90Ms)) return undefined;
  return differ(`estimate ${callId}`, wanted, found);
}

function differ(what: string, wanted: unknown, found: unknown): string | undefined {
  if (wanted === found || isDeepStrictEqual(wanted, found)) return undefined;
  return `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;
}
