import type { Event, Policy, Ring } from '../../../scripts/router-stdio/request.ts';
import { type Prng, prngFrom } from '../../../src/base/index.ts';
import { LiteralProtocol } from './literal-protocol.ts';

/** An event as it stands on a line of the protocol. */
export type WireEvent = Readonly<Record<string, unknown>> & { readonly n: number; readonly t: number };

/** An event, and what the protocol's rules make of it. */
export type Expected = { readonly event: WireEvent; readonly assignments: readonly unknown[] };

export type Scene = {
  readonly init: Readonly<Record<string, unknown>>;
  readonly expected: readonly Expected[];
  readonly stats: { readonly waiting: number; readonly idle: number };
};

const SKILLS = ['ru', '__proto__', '3', 'toString'];
const OPERATORS = ['anna', '1', '__proto__', 'вера', 'x'.repeat(300), '07', 'constructor', 'boris'];
const AFTERS_MS = [0, 0.5, 1, 10, 99.75, 1_000, 20_000];
const LEVEL_MAX = 4;
/** More than this wait at no time: literal rules look through all of them. */
const CROWD_MAX = 25;

/** What the callers of a scene ask for: most of them the same as others, as in life. */
const KINDS_OF_RINGS = 150;

/** Mixed events of a seed with what must come of each. */
export function drawScene(seed: number, count: number): Scene {
  const chance = prngFrom(seed);
  const policy: Policy = {
    msPerPoint: chance.chance(1, 2) ? chance.pick([0.1, 10, 10_000]) : null,
    pick: chance.pick(['longest-idle', 'most-skilled', 'least-flexible'] as const),
  };
  const literal = new LiteralProtocol(policy);
  const rings = Array.from({ length: KINDS_OF_RINGS }, () => drawRings(chance));
  let t = chance.pick([0, 0.3, -5, 1e9]);
  const expected = Array.from({ length: count }, (_, n): Expected => {
    t += chance.chance(1, 2) ? 0 : chance.pick([0.25, 0.1, 1, 10, 1_000, 30_000]);
    const event = drawEvent(chance, literal, rings, n, t);
    return { event: wireOf(event), assignments: literal.handle(event) };
  });
  return { init: initOf(policy), expected, stats: literal.stats() };
}

function initOf({ msPerPoint, pick }: Policy): Readonly<Record<string, unknown>> {
  const aging = msPerPoint === null ? { mode: 'strict' } : { mode: 'linear', msPerPoint };
  return { op: 'init', v: 1, policy: { aging, pick } };
}

function wireOf(event: Event): WireEvent {
  if (event.e !== 'arrive') return event;
  return { ...event, rings: event.rings.map(({ afterMs, least }) => ({ after: afterMs, need: least })) };
}

function drawEvent(
  chance: Prng,
  literal: LiteralProtocol,
  known: readonly (readonly Ring[])[],
  n: number,
  t: number,
): Event {
  const operatorId = chance.pick(OPERATORS);
  const waiting = literal.waiting();
  const die = waiting.length > CROWD_MAX ? 60 : chance.below(100);
  if (n < OPERATORS.length || die < 2)
    return { n, t, e: 'agent', id: OPERATORS[n] ?? operatorId, skills: drawLevels(chance) };
  if (die < 40)
    return {
      n,
      t,
      e: 'state',
      id: operatorId,
      s: chance.pick(['idle', 'idle', 'idle', 'busy', 'away', 'offline']),
    };
  if (die < 60) return { n, t, e: 'tick' };
  if (die < 67) return { n, t, e: 'abandon', id: someCaller(chance, waiting) };
  if (die < 75) return drawReject(chance, literal, n, t);
  const rings = chance.chance(1, 20) ? drawRings(chance) : chance.pick(known);
  return { n, t, e: 'arrive', id: newCaller(chance), prio: chance.below(4) - 1, rings };
}

/** Mostly of somebody who was given to somebody; now and then a wrong one. */
function drawReject(chance: Prng, literal: LiteralProtocol, n: number, t: number): Event {
  const given = literal.given();
  if (given.length === 0 || chance.chance(1, 8))
    return { n, t, e: 'reject', id: newCaller(chance), agent: chance.pick(OPERATORS) };
  const [id, agent] = chance.pick(given);
  return { n, t, e: 'reject', id, agent };
}

/** Few names, so that ids which are in use come again. */
const newCaller = (chance: Prng): string =>
  chance.chance(1, 20) ? chance.pick(['__proto__', '2', 'к'.repeat(300), '']) : `caller ${chance.below(100)}`;

const someCaller = (chance: Prng, waiting: readonly string[]): string =>
  waiting.length === 0 || chance.chance(1, 5) ? newCaller(chance) : chance.pick(waiting);

function drawLevels(chance: Prng): Readonly<Record<string, number>> {
  const skills = SKILLS.filter(() => chance.chance(2, 3));
  return Object.fromEntries(skills.map((skill) => [skill, 1 + chance.below(LEVEL_MAX)]));
}

/** Rings that widen, one in ten of those that do not; the first is not always for the first moment. */
function drawRings(chance: Prng): readonly Ring[] {
  const rings: Ring[] = [
    { afterMs: chance.chance(1, 10) ? chance.pick(AFTERS_MS) : 0, least: drawLevels(chance) },
  ];
  const [count, widens] = [chance.below(4), chance.chance(9, 10)];
  for (let ring = 0; ring < count; ring += 1) {
    const { afterMs, least } = rings.at(-1)!;
    const next = widens ? widened(chance, least) : drawLevels(chance);
    rings.push({ afterMs: afterMs + chance.pick(AFTERS_MS), least: next });
  }
  return rings;
}

function widened(chance: Prng, least: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const kept = Object.entries(least).filter(() => chance.chance(2, 3));
  return Object.fromEntries(kept.map(([skill, minimum]) => [skill, 1 + chance.below(minimum)]));
}
