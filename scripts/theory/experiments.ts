import { ANYBODY, type Needs } from '../../src/routing/index.ts';
import type { Binding, Demand, Profile } from '../../src/routing/routing.ts';
import { answeredWithin, type Expected, erlangC, expected, expectedOfCrews } from './erlang.ts';
import type { Centre, Span, Tally } from './simulated-centre.ts';

/** One figure that theory foretells. Several values, such as one for each operator, must each come true. */
export type Claim = {
  readonly about: string;
  readonly theory: number;
  /** `atLeast`: theory says only that it is no less. */
  readonly is: 'equal' | 'atLeast';
  readonly unit: '%' | 's' | '';
  readonly measure: (tally: Tally) => readonly number[];
};

export type Experiment = {
  readonly name: string;
  readonly centre: Centre;
  readonly claims: readonly Claim[];
};

const INFINITE = Number.POSITIVE_INFINITY;
const MINUTE = 60_000;
const PROMPT_MS = 20_000;

/** The span in which about so many callers come, after a tenth as many who do not count. */
export function spanOf({ betweenMs }: Centre, callers: number): Span {
  const fromMs = (callers / 10) * betweenMs;
  return { fromMs, toMs: fromMs + callers * betweenMs, promptMs: PROMPT_MS };
}

/** Erlang C: 14 operators for 10 Erlang in talks of three minutes. */
export function patientCallers(): Experiment {
  const [load, operators, talkMs] = [10, 14, 180_000];
  const rules = { load, operators, talkMs, patienceMs: INFINITE, roomMax: INFINITE };
  const within = answeredWithin(PROMPT_MS, load, operators, talkMs);
  const claims = [
    percentage('callers who wait', erlangC(load, operators), (tally) => tally.delayed / tally.entered),
    meanWait(expected(rules)),
    percentage('answered within 20 s', within, (tally) => tally.prompt / tally.entered),
    equalOccupancy(load / operators),
    ...nobodyPassedOver(),
  ];
  return { name: 'Erlang C', centre: centreOf(rules, pooled(1, operators)), claims };
}

/** Erlang A: 50 operators for 48 calls a minute of one minute; callers have two minutes of patience in the mean. */
export function impatientCallers(): Experiment {
  const rules = { load: 48, operators: 50, talkMs: MINUTE, patienceMs: 2 * MINUTE, roomMax: INFINITE };
  const theory = expected(rules);
  const occupancy = (rules.load * (1 - theory.abandoned)) / rules.operators;
  const claims = [
    percentage('callers who wait', theory.delayed, (tally) => tally.delayed / tally.entered),
    percentage('callers who give up', theory.abandoned, (tally) => tally.abandoned / tally.entered),
    meanWait(theory),
    equalOccupancy(occupancy),
    ...nobodyPassedOver(),
  ];
  return { name: 'Erlang A', centre: centreOf(rules, pooled(1, rules.operators)), claims };
}

/** Six types of calls, 84 Erlang in talks of ten minutes, 90 operators, 30 places to wait: Wallace and Whitt (2005). */
const SIX = { types: 6, load: 84, operators: 90, talkMs: 10 * MINUTE, patienceMs: INFINITE, roomMax: 30 };

/** So much of what six skills each gain over one skill each is gained by two skills already. */
const CLOSE = 0.85;

/** One skill each: six crews who never help each other. */
export function oneSkillEach(): Experiment {
  const profiles = Array.from({ length: SIX.operators }, (_, n) => profileOf(n, [n % SIX.types]));
  const theory = crews();
  const claims = [turnedAway(theory), delayed(theory), meanWait(theory)];
  return { name: 'one skill each', centre: centreOf(SIX, { queues: typesOf(SIX.types), profiles }), claims };
}

/** A first skill, taken before the second; every pair of types equally often. */
export function twoSkillsEach(): Experiment {
  const profiles = Array.from({ length: SIX.operators }, (_, n) => {
    const first = n % SIX.types;
    const step = 1 + (Math.floor(n / SIX.types) % (SIX.types - 1));
    return profileOf(n, [first, (first + step) % SIX.types]);
  });
  const [worst, best] = [crews(), expected(SIX)];
  const gain = (key: 'turnedAway' | 'waitMs', of: (tally: Tally) => number) => (tally: Tally) =>
    (worst[key] - of(tally)) / (worst[key] - best[key]);
  const claims = [
    atLeast('gain in callers turned away', CLOSE, gain('turnedAway', turnedAwayIn)),
    atLeast('gain in mean wait', CLOSE, gain('waitMs', waitMsIn)),
  ];
  return { name: 'two skills each', centre: centreOf(SIX, { queues: typesOf(SIX.types), profiles }), claims };
}

/** All six skills each: one large crew. */
export function sixSkillsEach(): Experiment {
  const theory = expected(SIX);
  const claims = [turnedAway(theory), delayed(theory), meanWait(theory), ...nobodyPassedOver()];
  return { name: 'six skills each', centre: centreOf(SIX, pooled(SIX.types, SIX.operators)), claims };
}

const crews = (): Expected =>
  expectedOfCrews(SIX.types, { ...SIX, load: SIX.load / SIX.types, operators: SIX.operators / SIX.types });

const waitMsIn = (tally: Tally): number => tally.waitMsSum / tally.entered;
const turnedAwayIn = (tally: Tally): number => tally.turnedAway / (tally.turnedAway + tally.entered);

function percentage(about: string, theory: number, share: (tally: Tally) => number): Claim {
  return { about, theory: 100 * theory, is: 'equal', unit: '%', measure: (tally) => [100 * share(tally)] };
}

const atLeast = (about: string, theory: number, share: (tally: Tally) => number): Claim => ({
  ...percentage(about, theory, share),
  is: 'atLeast',
});

const meanWait = ({ waitMs }: Expected): Claim => ({
  about: 'mean wait',
  theory: waitMs / 1_000,
  is: 'equal',
  unit: 's',
  measure: (tally) => [waitMsIn(tally) / 1_000],
});

const delayed = (theory: Expected): Claim =>
  percentage('callers who wait', theory.delayed, (tally) => tally.delayed / tally.entered);

const turnedAway = (theory: Expected): Claim =>
  percentage('callers turned away', theory.turnedAway, turnedAwayIn);

/** Longest idle shares the work out: each operator's occupancy is that of the whole crew. */
function equalOccupancy(occupancy: number): Claim {
  const measure = (tally: Tally): readonly number[] =>
    [...tally.busyMs.values()].map((busyMs) => (100 * busyMs) / tally.spanMs);
  return { about: "each operator's occupancy", theory: 100 * occupancy, is: 'equal', unit: '%', measure };
}

/** What no mean shows: the order itself, decision for decision. */
function nobodyPassedOver(): readonly Claim[] {
  const none = { theory: 0, is: 'equal', unit: '' } as const;
  return [
    { ...none, about: 'operators passed over', measure: (tally) => [tally.operatorsPassedOver] },
    { ...none, about: 'callers passed over', measure: (tally) => [tally.callersPassedOver] },
  ];
}

function centreOf(
  { load, talkMs, patienceMs, roomMax }: Omit<Centre, 'queues' | 'profiles' | 'betweenMs'> & { load: number },
  people: Pick<Centre, 'queues' | 'profiles'>,
): Centre {
  return { ...people, betweenMs: talkMs / load, talkMs, patienceMs, roomMax };
}

/** Operators who can do everything, all alike. */
function pooled(types: number, operators: number): Pick<Centre, 'queues' | 'profiles'> {
  const all = Array.from({ length: types }, (_, type) => type);
  const profiles = Array.from({ length: operators }, (_, n) => ({
    ...profileOf(n, all),
    bindings: Object.fromEntries(all.map((type) => [nameOf(type), bindingOf(1)])),
  }));
  return { queues: typesOf(types), profiles };
}

/** An operator with these skills, who takes calls of the earlier ones first. */
function profileOf(number: number, types: readonly number[]): Profile {
  return {
    operatorId: `operator-${number}`,
    skills: Object.fromEntries(types.map((type) => [nameOf(type), 1])),
    bindings: Object.fromEntries(types.map((type, place) => [nameOf(type), bindingOf(place + 1)])),
  };
}

const bindingOf = (priority: number): Binding => ({ priority, delayMs: 0 });
const nameOf = (type: number): string => `type-${type}`;

/** One queue for each type, which asks for the skill of that name. */
function typesOf(count: number): readonly Demand[] {
  return Array.from({ length: count }, (_, type) => ({
    id: nameOf(type),
    must: ANYBODY,
    needs: { kind: 'skill', skill: nameOf(type), is: '>=', level: 1 } satisfies Needs,
    stages: [],
    strategy: 'longest_idle',
    spread: null,
    ringGroup: 1,
    stickyMs: 0,
    skipUnstaffed: false,
  }));
}
