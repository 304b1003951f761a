import type { Prng } from '../../../src/base/index.ts';
import { CALM, type Weather } from '../weather.ts';
import { between } from './chances.ts';

/** Mean times between two misfortunes of one kind; null: it never happens. */
type Every = number | null;

/**
 * What one seed's world does badly. Chances are out of 1,000, durations in milliseconds. It can be changed: at the end
 * of a run the weather turns calm.
 */
export type Climate = {
  /** Between us and the exchange. */
  wires: { -readonly [Name in keyof Weather]: Weather[Name] };
  /** Rings that lead to nothing at all: no phone, no answer, no failure. */
  swallowedRings: number;
  /** The connection is lost, and comes back after at most so long. */
  cutEveryMs: Every;
  cutMsMax: number;
  /** The exchange dies with all its legs. */
  restartEveryMs: Every;
  /** Of several nodes the edge takes one for dead that is not. */
  giveUpEveryMs: Every;
  /** Somebody sets the clock of the machine. */
  wallJumpEveryMs: Every;
  wallJumpMsMax: number;
  /** Firings of timers that were stopped or replaced and were on their way already. */
  staleTimers: number;
  /** Events that are told once more, as the exchange's own events may be. */
  echoes: number;
  /** Sounds that must be made first, and sounds that do not exist. */
  slowSounds: number;
  missingSounds: number;
  /** Answers of other people's servers that come too late or never, and answers that are of no use. */
  slowServers: number;
  badServers: number;
  /** A supervisor ends some call, moves it, or changes its place. */
  supervisorEveryMs: Every;
  /** Queues and operators are read anew, with people waiting. */
  reloadEveryMs: Every;
  /** The opening hours are changed, or an emergency is switched. */
  hoursEveryMs: Every;
  /** Cordboard is stopped in good order and started anew. */
  stopEveryMs: Every;
};

const MINUTE = 60_000;

/** Some faults are off altogether, some are rare, some are all over the place: each for itself (swarm testing). */
export function drawClimate(prng: Prng): Climate {
  const chance = (mild: number, extreme: number): number => prng.pick([0, 0, 0, mild, mild, extreme]);
  const every = (mild: number, extreme: number): Every => prng.pick([null, null, null, mild, mild, extreme]);
  return {
    wires: {
      latencyMsMax: prng.pick([1, 3, 3, 20, 20, 150, 900]),
      repeatedEvents: chance(20, 400),
      lostEvents: 0,
      lostAnswers: chance(10, 120),
      refusals: chance(10, 120),
    },
    swallowedRings: chance(20, 300),
    cutEveryMs: every(10 * MINUTE, 40_000),
    cutMsMax: prng.pick([50, 2_000, 30_000, 5 * MINUTE]),
    restartEveryMs: every(20 * MINUTE, 2 * MINUTE),
    giveUpEveryMs: null,
    wallJumpEveryMs: every(10 * MINUTE, MINUTE),
    wallJumpMsMax: prng.pick([500, 60_000, 86_400_000]),
    staleTimers: chance(20, 300),
    echoes: chance(10, 150),
    slowSounds: chance(100, 1_000),
    missingSounds: chance(20, 400),
    supervisorEveryMs: every(5 * MINUTE, 15_000),
    reloadEveryMs: prng.pick([null, null, null, 5 * MINUTE, 20_000]),
    stopEveryMs: prng.pick([null, null, null, null, 10 * MINUTE, MINUTE]),
    slowServers: chance(100, 1_000),
    badServers: chance(100, 900),
    hoursEveryMs: every(5 * MINUTE, 15_000),
  };
}

/** How many of 1,000 events never come. */
export const drawLosses = (prng: Prng): number => prng.pick([0, 0, 0, 0, 5, 50, 200]);

/** Nodes die all the time. */
export function drawDeaths(climate: Climate, prng: Prng): void {
  climate.restartEveryMs = prng.pick([20_000, MINUTE, 3 * MINUTE]);
  climate.giveUpEveryMs = prng.pick([null, null, MINUTE, 4 * MINUTE]);
}

/** Nothing goes wrong any more. */
export function calm(climate: Climate): void {
  Object.assign(climate.wires, CALM);
  Object.assign(climate, {
    swallowedRings: 0,
    cutEveryMs: null,
    restartEveryMs: null,
    giveUpEveryMs: null,
    wallJumpEveryMs: null,
    staleTimers: 0,
    echoes: 0,
    slowSounds: 0,
    missingSounds: 0,
    slowServers: 0,
    badServers: 0,
    supervisorEveryMs: null,
    reloadEveryMs: null,
    hoursEveryMs: null,
    stopEveryMs: null,
  } satisfies Partial<Climate>);
}

/** How people behave in one seed's world. */
export type Habits = {
  readonly activeMs: number;
  readonly callersMax: number;
  readonly arrivalEveryMs: number;
  /** So many of 1,000 arrivals are a crowd that calls within one instant. */
  readonly crowds: number;
  readonly patienceMs: number;
  /** Out of 1,000 callers so many have called before. */
  readonly returns: number;
  /** Out of 1,000 commands about a caller's leg so many make the caller hang up within a moment. */
  readonly startles: number;
  /** The same, for the ring of an operator's phone: the caller goes before anybody can answer. */
  readonly startlesAtRing: number;
  /** How long after being startled at most. */
  readonly startledMsMax: number;
  /** Out of 1,000 prompts so many are answered with a key, and so many keys come in a burst. */
  readonly keys: number;
  readonly bursts: number;
  readonly talkMs: number;
  /** Out of 1,000 talks: the caller hangs up first, or both at one instant. */
  readonly callerEnds: number;
  readonly bothEnd: number;
  /** How soon an operator picks up. */
  readonly answerMs: number;
  /** Out of 1,000 rings: not answered, refused in some way, not even noticed by the phone. */
  readonly misses: number;
  readonly refuses: number;
  readonly deafPhones: number;
  /** Out of 1,000 rings: the operator signs out at once, and thinks better of it a little later. */
  readonly secondThoughts: number;
  /** An operator does something else about so often: a break, a sign-out, a feature code, a phone unplugged. */
  readonly whimEveryMs: number;
};

export function drawHabits(prng: Prng): Habits {
  const callersMax = between(prng, 4, 28);
  const arrivalEveryMs = prng.pick([300, 3_000, 20_000, 20_000, 60_000, 240_000]);
  return {
    activeMs: Math.max(2 * MINUTE, callersMax * arrivalEveryMs),
    callersMax,
    arrivalEveryMs,
    crowds: prng.pick([0, 100, 400]),
    patienceMs: prng.pick([2_000, 20_000, 90_000, 90_000, 600_000]),
    startles: prng.pick([0, 3, 10, 60]),
    startlesAtRing: prng.pick([0, 20, 100, 500]),
    startledMsMax: prng.pick([1, 5, 100, 3_000]),
    keys: prng.pick([0, 500, 900]),
    bursts: prng.pick([0, 100, 500]),
    talkMs: prng.pick([500, 10_000, 60_000, 180_000]),
    callerEnds: prng.pick([0, 300, 700]),
    bothEnd: prng.pick([0, 50, 300]),
    answerMs: prng.pick([1, 300, 3_000, 12_000]),
    misses: prng.pick([0, 50, 300]),
    refuses: prng.pick([0, 50, 300]),
    deafPhones: prng.pick([0, 0, 30, 200]),
    secondThoughts: prng.pick([0, 0, 30, 300]),
    whimEveryMs: prng.pick([15_000, 60_000, 5 * MINUTE, 30 * MINUTE]),
    returns: prng.pick([0, 300, 700]),
  };
}
