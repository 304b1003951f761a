import type { Estimate, Match, Place, Routing } from '../../../src/routing/routing.ts';
import { ReferenceRouter } from '../reference/reference-router.ts';
import { Floor } from './floor.ts';
import type { Setting, Step } from './step.ts';

/** Ids that a world uses: routers are asked about each of them after every step. */
export type Names = { readonly callIds: readonly string[]; readonly queueIds: readonly string[] };

/** What a router shows of one step; all of it is data, so that it can be kept and compared with later. */
export type Seen = {
  /** Whether anything was due by then, and whether somebody's place changed by time alone. */
  readonly isDue: boolean;
  readonly isMovedByTime: boolean;
  readonly advanced: readonly Match[];
  /** What those who are about to enter would be told. */
  readonly foreseen: readonly (Estimate | null)[];
  readonly answers: readonly unknown[];
  readonly matches: readonly Match[];
  readonly places: readonly (Place | null)[];
  readonly queues: readonly string[];
  readonly counts: Routing['counts'];
  /** Expensive questions, about each caller; null: not asked after this step. */
  readonly asked: readonly Asked[] | null;
};

/** What stands between a caller and each operator, and how long the caller will wait. */
type Asked = { readonly meets: readonly string[]; readonly estimate: Estimate | null };

/** The literal reference, and what it shows of each step that it takes. */
export class Witness {
  readonly router: Routing = new ReferenceRouter();
  readonly #floor: Floor;
  readonly #names: Names;
  readonly #askedEvery: number;
  #steps = 0;

  /** The expensive questions are asked after every `askedEvery` steps. */
  constructor(setting: Setting, names: Names, askedEvery: number) {
    this.#floor = new Floor(this.router, setting);
    this.#names = names;
    this.#askedEvery = askedEvery;
  }

  see(step: Step): Seen {
    const { router } = this;
    this.#steps += 1;
    const isDue = (router.nextDueMs() ?? Number.POSITIVE_INFINITY) <= step.nowMs;
    const before = isDue ? JSON.stringify(placesOf(router, this.#names)) : '';
    const advanced = this.#floor.advance(step);
    const isMovedByTime = isDue && JSON.stringify(placesOf(router, this.#names)) !== before;
    const foreseen = foreseenBy(router, step);
    const answers = this.#floor.make(step);
    const matches = this.#floor.decide(step);
    const places = placesOf(router, this.#names);
    const queues = this.#names.queueIds.map((queueId) => queueSeen(router, queueId));
    const counts = countsOf(router);
    const isAsked = this.#steps % this.#askedEvery === 0;
    if (isAsked) router.check(step.nowMs);
    const asked = isAsked
      ? this.#names.callIds.map((callId) => askedAbout(router, callId, step.nowMs))
      : null;
    return { isDue, isMovedByTime, advanced, foreseen, answers, matches, places, queues, counts, asked };
  }
}

export const placesOf = (router: Routing, { callIds }: Names): readonly (Place | null)[] =>
  callIds.map((callId) => router.find(callId) ?? null);

export const foreseenBy = (router: Routing, { nowMs, calls }: Step): readonly (Estimate | null)[] =>
  calls.flatMap((call) => (call.do === 'enter' ? [router.estimateFor(call.entering, nowMs)] : []));

export const queueSeen = (router: Routing, queueId: string): string =>
  JSON.stringify([router.countWaiting(queueId), router.waitingIn(queueId), router.isStaffed(queueId)]);

export function countsOf({ counts }: Routing): Routing['counts'] {
  return { waiting: counts.waiting, idle: counts.idle, ignored: counts.ignored };
}

export function askedAbout(router: Routing, callId: string, nowMs: number): Asked {
  const meets = router.whyNot(callId, nowMs).map(({ operatorId, is }) => {
    return `${operatorId}: ${is.kind}${'untilMs' in is ? ` until ${is.untilMs}` : ''}`;
  });
  return { meets, estimate: router.estimate(callId, nowMs) };
}
