import { holds } from '../../../src/base/index.ts';
import type { Needs } from '../../../src/routing/index.ts';
import type { Demand, Match, Routing } from '../../../src/routing/routing.ts';
import { BUSY, READY } from './events.ts';
import { makeRouter } from './make-router.ts';
import { callerOf, stageAt, type World, type WorldSize, worldOf } from './world.ts';

export type Storm = {
  readonly callers: number;
  readonly decisions: number;
  readonly singlePassMs: number;
  readonly parts: number;
  readonly longestPartMs: number;
  /** Decisions, in order, that are not those of the single pass. */
  readonly different: number;
};

/** Steps of work in one part. */
const BUDGET = 5_000;
const DUE_MS = 60_000;
const PARTS_MAX = 100_000;

/**
 * Everybody came in the same millisecond and is in need of a level that nobody has; a minute later, at one instant,
 * any level will do, and all operators are free. One router does it in one pass, the other in parts.
 */
export function measureStorm(size: WorldSize): Storm {
  const usual = worldOf(size);
  const world = { ...usual, demands: usual.demands.map(unmetForAMinute) };
  const [single, parted] = [filled(world), filled(world)];
  const singlePass = timed(() => advance(single, Number.POSITIVE_INFINITY));
  const parts: number[] = [];
  const decided: Match[] = [];
  for (let isDone = false; !isDone; ) {
    holds(parts.length < PARTS_MAX, 'work that is done in parts comes to an end');
    const part = timed(() => advance(parted, BUDGET));
    parts.push(part.tookMs);
    decided.push(...part.result.matches);
    isDone = part.result.isDone;
  }
  for (const routing of [single, parted]) routing.check(DUE_MS);
  return {
    callers: size.waiting,
    decisions: singlePass.result.matches.length,
    singlePassMs: singlePass.tookMs,
    parts: parts.length,
    longestPartMs: Math.max(...parts),
    different: countDifferent(singlePass.result.matches, decided),
  };
}

function advance(
  routing: Routing,
  budget: number,
): { readonly isDone: boolean; readonly matches: readonly Match[] } {
  const matches: Match[] = [];
  const onMatch = (match: Match): void => {
    matches.push(match);
    for (const operatorId of match.operatorIds) routing.tell(operatorId, BUSY, match.atMs);
  };
  const isDone = routing.advance(DUE_MS, onMatch, budget);
  return { isDone, matches };
}

function timed<T>(work: () => T): { readonly result: T; readonly tookMs: number } {
  const from = performance.now();
  const result = work();
  return { result, tookMs: performance.now() - from };
}

/** Whoever is ready and waits at 0; nobody can be served before the minute is over. */
function filled(world: World): Routing {
  const routing = makeRouter(world.size);
  for (const profile of world.profiles) {
    routing.seat(profile);
    routing.tell(profile.operatorId, READY, 0);
  }
  for (let number = 0; number < world.size.waiting; number += 1)
    routing.enter(callerOf(world, number, `call-${number}`, 0), 0);
  routing.decide(0, () => holds(false, 'nobody has the level that is asked for'));
  return routing;
}

function unmetForAMinute(demand: Demand): Demand {
  const unmet: Needs = {
    kind: 'all',
    of: [demand.needs, { kind: 'skill', skill: 'skill-0', is: '>', level: 5 }],
  };
  return { ...demand, needs: unmet, stages: [stageAt(DUE_MS, demand.stages.at(-1)!.needs)] };
}

function countDifferent(one: readonly Match[], other: readonly Match[]): number {
  const text = ({ callId, operatorIds, atMs, rule }: Match): string =>
    `${callId} ${operatorIds.join()} ${atMs} ${rule}`;
  const different = one.filter((match, place) => {
    const counterpart = other[place];
    return counterpart === undefined || text(match) !== text(counterpart);
  });
  return different.length + Math.max(0, other.length - one.length);
}
