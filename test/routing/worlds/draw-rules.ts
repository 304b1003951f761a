import { ANYBODY, type Needs, type Skills } from '../../../src/routing/needs.ts';
import type { Stage } from '../../../src/routing/queue-rules.ts';
import type { Binding, Demand, Profile } from '../../../src/routing/routing.ts';
import type { Feature, World } from './draw-setting.ts';

const LEVEL_MAX = 3;

/** Needs of every kind, nested a little. */
export function drawNeeds(world: World, depth = 2): Needs {
  const { chance } = world;
  const die = chance.below(depth > 0 ? 10 : 6);
  if (die === 0 || (world.has('easy') && chance.chance(3, 4))) return ANYBODY;
  if (die === 1)
    return { kind: 'named', operators: [chance.pick(world.operatorIds), chance.pick(world.operatorIds)] };
  if (die < 6) {
    const is = chance.pick(['>=', '>=', '>=', '>=', '>', '<=', '<', '=='] as const);
    return { kind: 'skill', skill: chance.pick(world.skills), is, level: 1 + chance.below(LEVEL_MAX) };
  }
  if (die === 6) return { kind: 'not', of: drawNeeds(world, depth - 1) };
  const of = [drawNeeds(world, depth - 1), drawNeeds(world, depth - 1)];
  return { kind: chance.pick(['all', 'any'] as const), of };
}

const maybeNeeds = (world: World, feature: Feature): Needs =>
  world.has(feature) && world.chance.chance(1, 3) ? drawNeeds(world) : ANYBODY;

/** One of the world's rules for the queue: each drawing may give others, as callers of one queue may have. */
export function drawDemand(world: World, id: string): Demand {
  const { chance } = world;
  const afters = world.has('stages')
    ? Array.from({ length: chance.below(4) }, () => chance.pick(world.spansMs))
    : [];
  return {
    id,
    must: maybeNeeds(world, 'must'),
    needs: chance.chance(2, 3) ? ANYBODY : drawNeeds(world),
    stages: afters.toSorted((one, other) => one - other).map((afterMs) => drawStage(world, afterMs)),
    strategy: chance.pick(world.strategies),
    spread: world.has('spread') ? chance.pick(['balance', 'fill', null] as const) : null,
    ringGroup: world.has('ringGroup') ? 1 + chance.below(3) : 1,
    stickyMs: world.has('sticky') ? chance.pick([...world.spansMs, 20_000, 60_000]) : 0,
    skipUnstaffed: world.has('skipUnstaffed') && chance.chance(1, 2),
  };
}

function drawStage(world: World, afterMs: number): Stage {
  const { chance } = world;
  return {
    afterMs,
    needs: drawNeeds(world),
    prefersEarlier: world.has('prefersEarlier') && chance.chance(1, 2),
    class: world.has('stageClass') && chance.chance(1, 2) ? drawClass(world) : null,
    ringGroup: world.has('stageGroup') && chance.chance(1, 2) ? 1 + chance.below(3) : null,
  };
}

export function drawClass(world: World): number {
  const { chance } = world;
  if (!world.has('classes')) return 0;
  return chance.chance(1, 30) ? chance.pick([-2_147_483_648, 2_147_483_647]) : chance.below(4) - 1;
}

export function drawProfile(world: World, operatorId: string): Profile {
  const { chance } = world;
  const skills: Skills = Object.fromEntries(
    world.skills.filter(() => chance.chance(4, 5)).map((skill) => [skill, 1 + chance.below(LEVEL_MAX)]),
  );
  const bindings = world.queueIds
    .filter(() => chance.chance(9, 10))
    .map((queueId): [string, Binding] => [queueId, drawBinding(world)]);
  return { operatorId, skills, bindings: Object.fromEntries(bindings) };
}

function drawBinding(world: World): Binding {
  const { chance } = world;
  const binding = {
    priority: 1 + chance.below(2),
    delayMs: world.has('delay') && chance.chance(1, 2) ? chance.pick(world.spansMs) : 0,
  };
  return chance.chance(1, 2) ? binding : { ...binding, weight: chance.pick([1, 2, 5]) };
}
