import type { Routing } from '../../../src/routing/routing.ts';
import { drawWorld, type World } from './draw-setting.ts';
import { Fate } from './draw-step.ts';
import { Judge } from './judge.ts';
import type { Setting, Step } from './step.ts';
import { type Names, type Seen, Witness } from './witness.ts';

/** A world with what the reference shows of each of its steps: who is judged by it need not wait for the reference. */
export type Recorded = {
  readonly setting: Setting;
  readonly names: Names;
  readonly steps: readonly Step[];
  readonly seen: readonly Seen[];
};

const STEPS = 80;
const ASKED_EVERY = 4;
/** One world of so many has so many operators: groups of bits are crossed, and many are free at a time. */
const CROWDED_EVERY = 5;
const CROWD = 40;

/** A short world of this seed. */
export function record(seed: number): Recorded {
  const drawn = drawWorld(seed);
  const world = seed % CROWDED_EVERY === 0 ? crowded(drawn) : drawn;
  const { setting } = world;
  const names = { callIds: world.callIds, queueIds: world.queueIds };
  const witness = new Witness(setting, names, ASKED_EVERY);
  const fate = new Fate(world, witness.router);
  const steps: Step[] = [];
  const seen: Seen[] = [];
  for (let count = 0; count < STEPS; count += 1) {
    const step = count === 0 ? fate.opening() : fate.next();
    steps.push(step);
    seen.push(witness.see(step));
  }
  return { setting, names, steps, seen };
}

/** What the router does otherwise than was recorded; undefined when nothing. */
export function judged(router: Routing, { setting, names, steps, seen }: Recorded): string | undefined {
  const judge = new Judge(router, setting, names);
  for (const [index, step] of steps.entries()) {
    const difference = judge.take(step, seen[index]!);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function crowded({ setting, ...world }: World): World {
  const more = Array.from({ length: CROWD }, (_, index) => `operator ${index}`);
  return {
    ...world,
    operatorIds: [...more, ...world.operatorIds],
    setting: { ...setting, units: { ...setting.units, ...Object.fromEntries(more.map((id) => [id, 1])) } },
  };
}
