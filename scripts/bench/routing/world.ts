import { type Prng, prngFrom } from '../../../src/base/index.ts';
import { ANYBODY, type Needs, type Skills, type Stage } from '../../../src/routing/index.ts';
import type { Bindings, Demand, Entering, Profile } from '../../../src/routing/routing.ts';

export type WorldSize = {
  readonly waiting: number;
  readonly operators: number;
  /** Distinct ones, with three widenings each. */
  readonly needs: number;
  readonly seed: number;
};

/** Everything about a world that does not change while it runs. */
export type World = {
  readonly size: WorldSize;
  readonly profiles: readonly Profile[];
  /** The same operators with other skills: who changes them goes from the one to the other, so that nothing piles up. */
  readonly otherProfiles: readonly Profile[];
  readonly demands: readonly Demand[];
};

const SKILLS = 500;
const QUEUES = 10;
const LEVELS = 5;
const WORDS = 0x1_0000_0000;
/** Mean time that a caller spends in the line, so that most live to see a stage change or two. */
export const LIFETIME_MS = 300_000;
/** Ages at which the needs of a caller are widened. */
const WIDENED_MS = [60_000, 120_000, 240_000] as const;
/** One caller in so many comes with a head start. */
const VIP_EVERY = 20;
/** One caller in so many is of a class before the others. */
const FIRST_CLASS_EVERY = 10;

/**
 * Operators have three to eight skills, drawn by Zipf's law (the first of 500 is the most common), at levels 1 to 5,
 * and are bound to all ten queues: one is their own and comes first. Needs ask for two skills, drawn likewise, and are
 * widened three times; each need is as common as any other, so that no line is ever empty.
 */
export function worldOf(size: WorldSize): World {
  const prng = prngFrom(size.seed);
  const draw = zipf(prng);
  const bindings = Array.from({ length: QUEUES }, (_, own) => bindingsOf(own));
  const profiles = Array.from({ length: size.operators }, (_, number) => ({
    operatorId: `op-${number}`,
    skills: skillsFrom(prng, draw),
    bindings: prng.pick(bindings),
  }));
  const demands = Array.from({ length: size.needs }, (_, number) =>
    demandOf(number % QUEUES, draw(), draw()),
  );
  const otherProfiles = profiles.map((profile) => otherSkills(profile, prng));
  return { size, profiles, otherProfiles, demands };
}

/** The same skills but for one, which has another level or has been given up for a new one. */
function otherSkills(profile: Profile, prng: Prng): Profile {
  const [lost, ...kept] = Object.entries(profile.skills);
  const name = prng.chance(1, 4) ? skillName(prng.below(SKILLS)) : lost![0];
  return { ...profile, skills: { ...Object.fromEntries(kept), [name]: 1 + prng.below(LEVELS) } };
}

/** The caller of this number, who is always the same. */
export function callerOf(world: World, number: number, callId: string, enteredMs: number): Entering {
  const mixed = Math.imul(number + 1, 0x9e37_79b1) >>> 0;
  return {
    callId,
    queue: world.demands[mixed % world.demands.length]!,
    stepNeeds: ANYBODY,
    class: (mixed >>> 8) % FIRST_CLASS_EVERY === 0 ? 4 : 5,
    boostMs: (mixed >>> 16) % VIP_EVERY === 0 ? 60_000 : 0,
    enteredMs,
  };
}

/** Who waits at the first moment, 0: of all ages up to the mean lifetime, the oldest first. */
export function* firstCallers(world: World): Generator<Entering> {
  const { waiting } = world.size;
  for (let number = 0; number < waiting; number += 1) {
    const enteredMs = ((number - waiting) * LIFETIME_MS) / waiting;
    yield callerOf(world, number, callIdOf(number, number), enteredMs);
  }
}

/**
 * Ids tell the slot in which the world keeps the caller, so that a decision finds it without a table. They stay below
 * thirteen characters: longer ones V8 puts together from pieces, and holds those, too, which no parsed message does.
 */
export const callIdOf = (number: number, slot: number): string =>
  `${number.toString(36)}-${slot.toString(36)}`;

export const slotOf = (callId: string): number => Number.parseInt(callId.slice(callId.indexOf('-') + 1), 36);

const skillName = (rank: number): string => `skill-${rank}`;
const queueName = (number: number): string => `queue-${number}`;

/** Draws ranks from 0; the chance of a rank is as 1 ÷ (rank + 1). */
function zipf(prng: Prng): () => number {
  const shares = Array.from({ length: SKILLS }, (_, rank) => 1 / (rank + 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return () => {
    let left = (prng.below(WORDS) / WORDS) * total;
    const rank = shares.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    return rank === -1 ? SKILLS - 1 : rank;
  };
}

function skillsFrom(prng: Prng, draw: () => number): Skills {
  const count = 3 + prng.below(6);
  const skills = new Map<string, number>();
  while (skills.size < count) skills.set(skillName(draw()), 1 + prng.below(LEVELS));
  return Object.fromEntries(skills);
}

function bindingsOf(own: number): Bindings {
  const all = Array.from({ length: QUEUES }, (_, number) => number);
  return Object.fromEntries(
    all.map((number) => [queueName(number), { priority: number === own ? 1 : 2, delayMs: 0 }]),
  );
}

/** Two skills, well; then both at all; then the first; then either. */
function demandOf(queue: number, one: number, other: number): Demand {
  const needs: readonly Needs[] = [
    { kind: 'all', of: [skill(one, 3), skill(other, 2)] },
    { kind: 'all', of: [skill(one, 2), skill(other, 1)] },
    skill(one, 1),
    { kind: 'any', of: [skill(one, 1), skill(other, 1)] },
  ];
  const [first, ...wider] = needs;
  return {
    id: queueName(queue),
    must: ANYBODY,
    needs: first!,
    stages: wider.map((of, place) => stageAt(WIDENED_MS[place]!, of)),
    strategy: 'longest_idle',
    spread: null,
    ringGroup: 1,
    stickyMs: 0,
    skipUnstaffed: false,
  };
}

const skill = (rank: number, level: number): Needs => ({
  kind: 'skill',
  skill: skillName(rank),
  is: '>=',
  level,
});

export const stageAt = (afterMs: number, needs: Needs): Stage => ({
  afterMs,
  needs,
  prefersEarlier: false,
  class: null,
  ringGroup: null,
});
