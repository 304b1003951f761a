import type { Routing } from '../../src/routing/routing.ts';
import { drawWorld } from './worlds/draw-setting.ts';
import { Fate } from './worlds/draw-step.ts';
import { Duel } from './worlds/duel.ts';
import { shrink } from './worlds/shrink.ts';
import type { Setting, Step } from './worlds/step.ts';
import type { Names } from './worlds/witness.ts';

/** A list of steps that two routers do not agree on: enough to play it again. */
export type Case = { readonly setting: Setting; readonly names: Names; readonly steps: readonly Step[] };

export type Failed = { readonly seed: number; readonly difference: string; readonly played: Case };

/** What was run. `events` are calls of the router's interface, steps of time included. */
export type Tally = {
  readonly events: number;
  readonly worlds: number;
  readonly matches: number;
  readonly failed: Failed | null;
};

const STEPS_PER_WORLD = 400;
/** Looking into everything after each step is for small cases; a world is long enough to be looked into now and then. */
const ASKED_EVERY = 8;

/** Plays worlds of the seeds from `seed` on, until so many events have happened or one world has failed. */
export function runWorlds(makeRouter: () => Routing, eventsWanted: number, seed: number): Tally {
  let [events, worlds, matches] = [0, 0, 0];
  while (events < eventsWanted) {
    const played = playWorld(makeRouter, seed + worlds);
    worlds += 1;
    events += played.steps.reduce((sum, { calls }) => sum + 1 + calls.length, 0);
    matches += played.matches;
    if (played.failed !== null) return { events, worlds, matches, failed: played.failed };
  }
  return { events, worlds, matches, failed: null };
}

function playWorld(
  makeRouter: () => Routing,
  seed: number,
): { readonly steps: readonly Step[]; readonly matches: number; readonly failed: Failed | null } {
  const world = drawWorld(seed);
  const { setting } = world;
  const names = { callIds: world.callIds, queueIds: world.queueIds };
  const duel = new Duel(makeRouter(), setting, names, ASKED_EVERY);
  const fate = new Fate(world, duel.reference);
  const steps: Step[] = [];
  for (let count = 0; count < STEPS_PER_WORLD; count += 1) {
    const step = count === 0 ? fate.opening() : fate.next();
    steps.push(step);
    const difference = duel.take(step);
    if (difference === undefined) continue;
    const failed = { seed, difference, played: { setting, names, steps } };
    return { steps, matches: duel.matchesCount, failed };
  }
  return { steps, matches: duel.matchesCount, failed: null };
}

/** The same failure in as few steps as possible. */
export function shortened(makeRouter: () => Routing, { seed, played }: Failed): Failed {
  const fails = (steps: readonly Step[]): boolean => replay(makeRouter, { ...played, steps }) !== undefined;
  const shortest = { ...played, steps: shrink(played.steps, fails) };
  return { seed, difference: replay(makeRouter, shortest)!, played: shortest };
}

/** Plays a list of steps again: the first thing that the two disagree about, or undefined. */
export function replay(makeRouter: () => Routing, { setting, names, steps }: Case): string | undefined {
  const duel = new Duel(makeRouter(), setting, names, 1);
  for (const step of steps) {
    const difference = duel.take(step);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** The failure for people: the difference, and the case as an argument of `replay` to paste into a test. */
export function failedText({ seed, difference, played }: Failed): string {
  const { setting, names, steps } = played;
  const lines = steps.map((step) => `    ${JSON.stringify(step)},`);
  return [
    `seed ${seed}: ${difference}`,
    'replay(makeRouter, {',
    `  setting: ${JSON.stringify(setting)},`,
    `  names: ${JSON.stringify(names)},`,
    '  steps: [',
    ...lines,
    '  ],',
    '})',
  ].join('\n');
}
