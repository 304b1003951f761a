import type { Prng } from '../../../src/base/index.ts';
import type { OperatorProfile } from '../../../src/operators/index.ts';
import { parseNeeds, type QueueRules, STRATEGIES, type Stage } from '../../../src/routing/index.ts';
import type { NumberPlan, Plan } from '../../../src/switchboard/index.ts';
import { baseBundle, FLOWS, QUEUES, SKILLS } from './base-bundle.ts';
import { between, happens } from './chances.ts';
import { type DrawnDoor, withUrgent } from './drawn-door.ts';

/** Needs as they were written ("ru >= 2 && tech >= 1"): the checkers read them for themselves. */
export type WrittenNeeds = {
  readonly must: string;
  readonly needs: string;
  readonly stages: readonly WrittenStage[];
};

type WrittenStage = Pick<Stage, 'afterMs' | 'class' | 'ringGroup' | 'prefersEarlier'> & {
  readonly needs: string;
};

/** A hotline as one seed draws it. Queues and operators change when their files are read anew. */
export type DrawnPlan = {
  plan: Plan;
  readonly numbers: ReadonlyMap<string, NumberPlan>;
  needsOf: ReadonlyMap<string, WrittenNeeds>;
};

/** The longest time for which any queue waits for the operator whom a caller talked with last. */
export const STICKY_MS_MAX = 30_000;

/** On which whoever is called back is called. */
export const TRUNK = 'carrier';

const ROUTES: Plan['routes'] = {
  home: null,
  routes: [
    {
      ...{ id: 'mobile', to: ['+7916*'], hosts: [], trunks: [TRUNK], schedule: null },
      ...{ show: ['dialled', 'hidden'], isForOperators: true },
      limits: { callsMax: 3, callsPerMinuteMax: 1_000, talkMsMax: 600_000, dayMsMax: 86_400_000 },
    },
  ],
};

/** Phones that are nobody's: whoever signs in there has them. */
export const DESKS = ['3001', '3002'] as const;

/** Those of the operator at this place of the list; the second one is theirs where the files say so. */
export const allPhonesOf = (place: number): readonly [string, string] => [
  String(1_001 + place),
  String(2_001 + place),
];

/** What is dialled for them, and entered to sign in. */
export const numberOf = (place: number): string => String(101 + place);

const NAMES = ['anna', 'boris', 'clara', 'dmitry', 'elena', 'fyodor'] as const;
/** All phones that have an account. */
export const PHONES: readonly string[] = [...NAMES.flatMap((_, place) => allPhonesOf(place)), ...DESKS];
type Rules = QueueRules;
/** The default twice: it is what most queues have. */
const DRAWN_STRATEGIES = ['longest_idle', ...STRATEGIES] as const;
type Binding = OperatorProfile['queues'][string];

/** `schedules`: the hours with which it begins. `door` was drawn before, and `doors` draws what else is of it. */
export function drawPlan(
  prng: Prng,
  schedules: Plan['schedules'],
  { admission }: DrawnDoor,
  doors: Prng,
): DrawnPlan {
  const { flowHash, flows, languages } = baseBundle();
  const { queues, operators, needsOf } = drawFloor(prng, between(prng, 1, NAMES.length));
  const numbers = withUrgent(drawNumbers(prng), doors);
  const find: Plan['numbers']['find'] = (dialled) => numbers.get(dialled);
  const callsMax = prng.pick([2, 6, 100, 100, 100]);
  const plan = {
    flowHash,
    flows,
    languages,
    queues,
    operators,
    devices: PHONES,
    callsMax,
    admission,
    numbers: { find },
    schedules,
    callers: new Map(),
    routes: ROUTES,
    trunks: new Map([[TRUNK, { callsMax: 100, callsPerSecondMax: 100, strip: 0, add: '+' }]]),
  };
  return { plan, numbers, needsOf };
}

/** Somebody has changed the files of queues and operators: the same people, with other skills, rules and limits. */
export function redraw(drawn: DrawnPlan, prng: Prng): void {
  const { queues, operators, needsOf } = drawFloor(prng, drawn.plan.operators.size);
  Object.assign(drawn, { needsOf, plan: { ...drawn.plan, queues, operators } });
}

/** Somebody has changed the opening hours, or switched an emergency on or off. */
export function putHours(drawn: DrawnPlan, schedules: Plan['schedules']): void {
  Object.assign(drawn, { plan: { ...drawn.plan, schedules } });
}

type DrawnFloor = Pick<Plan, 'queues' | 'operators'> & Pick<DrawnPlan, 'needsOf'>;

function drawFloor(prng: Prng, operatorsCount: number): DrawnFloor {
  const needsOf = new Map(QUEUES.map((id) => [id as string, drawNeeds(prng)]));
  const queues = new Map(QUEUES.map((id) => [id as string, drawQueue(prng, id, needsOf.get(id)!)]));
  const names = NAMES.slice(0, operatorsCount);
  const operators = new Map(names.map((id, at) => [id as string, drawOperator(prng, id, at)]));
  return { queues, operators, needsOf };
}

function drawNumbers(prng: Prng): ReadonlyMap<string, NumberPlan> {
  return new Map(
    FLOWS.map((flow, at) => [
      `${at + 1}00`,
      {
        pattern: `${at + 1}00`,
        flow,
        language: prng.pick(['ru', 'en']),
        class: prng.pick([null, null, 1]),
        boostMs: prng.pick([0, 0, 0, 5_000]),
      },
    ]),
  );
}

function drawNeeds(prng: Prng): WrittenNeeds {
  const need = (): string => `${prng.pick(SKILLS)} >= ${between(prng, 1, 4)}`;
  const stagesCount = prng.pick([0, 0, 1, 2]);
  const stages = Array.from({ length: stagesCount }, (_, place) => ({
    afterMs: prng.pick([1_000, 8_000, 30_000]) * (place + 1) * (place + 1),
    needs: prng.pick(['', need(), need()]),
    class: prng.pick([null, null, null, 1]),
    ringGroup: prng.pick([null, null, null, 3]),
    prefersEarlier: happens(prng, 300),
  }));
  return {
    must: happens(prng, 250) ? `${prng.pick(SKILLS)} >= 1` : '',
    needs: prng.pick(['', need(), need(), `${need()} && ${need()}`]),
    stages: stages.toSorted((one, other) => one.afterMs - other.afterMs),
  };
}

function drawQueue(prng: Prng, id: (typeof QUEUES)[number], { must, needs, stages }: WrittenNeeds): Rules {
  const base = baseBundle().queues.get(id)!;
  const wrapUpMs = prng.pick([0, 0, 1_000, 15_000]);
  return {
    ...base,
    must: compiled(must),
    needs: compiled(needs),
    stages: stages.map((stage) => ({ ...base.stages[0]!, ...stage, needs: compiled(stage.needs) })),
    class: prng.pick([5, 5, 5, 2]),
    strategy: prng.pick(DRAWN_STRATEGIES),
    ringGroup: prng.pick([1, 1, 1, 1, 2, 4]),
    stickyMs: prng.pick([0, 0, 0, 5_000, STICKY_MS_MAX]),
    skipUnstaffed: happens(prng, 200),
    ringMs: prng.pick([3_000, 10_000, 20_000]),
    missedLimit: prng.pick([1, 2, 10]),
    wrapUpMs,
    wrapUpMsMax: wrapUpMs + prng.pick([0, 20_000]),
    waitingMax: prng.pick([1, 3, 200, 200]),
    waitMsMax: prng.pick([1_000, 45_000, 300_000, 3_600_000]),
    unstaffedMs: id === 'safety' ? null : prng.pick([0, 5_000, 60_000, null]),
  };
}

function drawOperator(prng: Prng, id: string, place: number): OperatorProfile {
  const skills = SKILLS.filter(() => happens(prng, 700)).map((skill) => [skill, between(prng, 1, 5)]);
  const bound = QUEUES.filter((queue) => queue === 'support' || happens(prng, 700));
  const binding = (): Binding => ({
    priority: prng.pick([1, 1, 1, 2]),
    delayMs: prng.pick([0, 0, 0, 5_000, 20_000]),
    weight: between(prng, 1, 3),
  });
  const queues = Object.fromEntries(bound.map((queue) => [queue, binding()]));
  const [first, second] = allPhonesOf(place);
  const hasTwo = skills.length === SKILLS.length || !Object.hasOwn(queues, 'sales');
  const phones = hasTwo ? [first, second] : [first];
  return {
    id,
    name: id,
    phones,
    number: numberOf(place),
    ownWrapUpMs: Object.hasOwn(queues, 'billing') ? 5_000 : 0,
    skills: Object.fromEntries(skills),
    queues,
  };
}

function compiled(written: string): Rules['needs'] {
  const parsed = parseNeeds(written);
  if (!parsed.ok) throw new Error(`the needs "${written}": ${parsed.say}`);
  return parsed.needs;
}
