import { isPattern } from '../base/index.ts';
import { type Complaint, shapes } from '../flow/index.ts';
import { STRATEGIES } from '../routing/index.ts';
import { callersShape } from './read-callers.ts';
import { routesShape } from './read-routes.ts';
import { scorecardsShape } from './read-scorecards.ts';
import { reasonsShape, surveysShape } from './read-surveys.ts';
import { scheduleShape, schedulesWith } from './schedule-shapes.ts';
import { recordingShape, waitShape } from './wait-shapes.ts';

const {
  duration,
  either,
  flag,
  leaf,
  listOf,
  maybe,
  name,
  named,
  oneOf,
  record,
  text,
  textComplaint,
  whole,
} = shapes;

const flowName = name('a flow');
const queueName = name('a queue');
const languageName = name('a language');
const hours = (count: number): number => count * 3_600_000;

const HOST =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

const host = leaf<string>(
  { type: 'string', pattern: HOST.source, description: 'a server that flows may ask, such as crm.example' },
  (value) => {
    if (typeof value !== 'string' || (HOST.test(value) && isAsInUrl(value))) return textComplaint(value);
    const hint = 'write it in small letters as in a URL, with its port where that is not the usual one';
    return { code: 'WRONG_VALUE', say: `"${shapes.shortened(value)}" is no server`, hint };
  },
);

/** The same server has one name only: no "0x7f.1" for 127.0.0.1. */
const isAsInUrl = (written: string): boolean =>
  [`https://${written}/`, `http://${written}/`].some(
    (url) => URL.canParse(url) && new URL(url).host === written,
  );

/** `bundle.yaml`. */
export const bundleShape = record({
  languages: listOf(languageName, 1, 20),
  safety_queue: queueName,
  apology: name('a prompt'),
  farewell: name('a prompt'),
  zone: maybe(text('the time zone of `now`, such as Europe/Moscow', 100)),
  voices: maybe(named(languageName, text('a voice', 100))),
  defaults: maybe(record({ on: maybe(named(name('an outcome'), record({ flow: flowName }))) })),
  egress: maybe(listOf(host, 0, 100)),
});

const pattern = leaf<string>({ type: 'string', pattern: '^\\+?[0-9X]+\\*?$' }, (value) => {
  if (typeof value !== 'string' || isPattern(value)) return textComplaint(value);
  const hint =
    'write digits with a "+" in front, X for any one digit, * at the end for the rest; or use "default"';
  return { code: 'BAD_PATTERN', say: `"${shapes.shortened(value)}" is no dialled number or pattern`, hint };
});

/** What a number means; the bare name of a flow stands for `{ flow: name }`. */
export const numberShape = record({
  flow: flowName,
  language: maybe(languageName),
  class: maybe(whole('the class', 0, 9)),
  boost: maybe(duration('the head start', 0, hours(24))),
  urgent: maybe(flag('whether its callers have part in the reserve')),
  answer: maybe(oneOf('when to answer', ['first_sound', 'explicit'])),
  label: maybe(text('the label', 60)),
});

const needs = leaf<string>(
  {
    type: 'string',
    maxLength: 1_000,
    description: 'needs, such as: ru >= 3 && (billing >= 2 || sales >= 1)',
  },
  textComplaint,
);

const percent = leaf<string>({ type: 'string', pattern: '^([1-9][0-9]?|100)%$' }, (value) =>
  typeof value === 'string' && /^(?:[1-9]\d?|100)%$/.test(value)
    ? undefined
    : { code: 'WRONG_VALUE', say: 'a share is wanted', hint: 'write 80%' },
);

function orNever(description: string, time: ReturnType<typeof duration>) {
  return leaf<string>({ description, type: 'string' }, (value) => {
    const issue = value === 'never' ? undefined : time.safeParse(value).error?.issues[0];
    return issue?.code === 'custom' ? (issue.params as Complaint) : undefined;
  });
}

const unstaffed = orNever(
  'so long callers wait while nobody of the queue is signed in, such as 30s; or never',
  duration('the time without operators', 0, hours(24)),
);

/** `alarms` of a queue. */
const alarmsShape = record({
  service_level: maybe(
    record({
      window: maybe(duration('the window', 300_000, hours(24))),
      calls: maybe(whole('the least number of calls', 1, 10_000)),
    }),
  ),
  longest_wait: maybe(
    orNever(
      'the longest wait without an alarm, such as 5m; or never',
      duration('the longest wait', 1_000, hours(24)),
    ),
  ),
  unstaffed: maybe(
    orNever(
      'so long callers may wait while nobody is signed in before there is an alarm, such as 60s; or never',
      duration('the time without operators', 0, hours(24)),
    ),
  ),
  idle: maybe(duration('the time of a free operator', 2_000, hours(1))),
});

const titles = named(languageName, text('a title', 60));

/** One queue. */
export const queueShape = record({
  title: maybe(titles),
  must: maybe(needs),
  needs: maybe(needs),
  stages: maybe(
    listOf(
      record({
        after: duration('after', 1_000, hours(24)),
        needs: maybe(needs),
        any_operator: maybe(flag('every operator of the queue')),
        prefer: maybe(oneOf('who comes first', ['earlier'])),
        class: maybe(whole('the class', 0, 9)),
        ring_group: maybe(whole('ring_group', 1, 20)),
      }),
      1,
      20,
    ),
  ),
  class: maybe(whole('the class', 0, 9)),
  strategy: maybe(oneOf('the strategy', STRATEGIES)),
  spread: maybe(oneOf('spread', ['balance', 'fill'])),
  ring_group: maybe(whole('ring_group', 1, 20)),
  sticky: maybe(record({ last_operator: duration('the time for the last operator', 1_000, hours(1)) })),
  skip_unstaffed: maybe(flag('next stage at once when nobody is signed in')),
  service_level: maybe(record({ within: duration('within', 1_000, hours(1)), target: percent })),
  alarms: maybe(alarmsShape),
  offer: maybe(
    record({
      ring: maybe(duration('ring', 3_000, 120_000)),
      missed_limit: maybe(whole('missed_limit', 1, 10)),
      auto_answer: maybe(flag('whether the phones are asked to pick up by themselves')),
    }),
  ),
  wrap_up: maybe(
    record({
      default: maybe(duration('the wrap-up', 0, hours(1))),
      max: maybe(duration('the longest wrap-up', 0, hours(4))),
    }),
  ),
  wait: maybe(waitShape),
  recording: maybe(recordingShape),
  exits: maybe(listOf(name('an outcome'), 0, 10)),
  limits: maybe(
    record({
      waiting: maybe(whole('waiting', 1, 10_000)),
      wait: maybe(duration('wait', 1_000, hours(24))),
      unstaffed: maybe(unstaffed),
      estimate: maybe(duration('the longest wait that is to be expected', 1_000, hours(24))),
      schedule: maybe(name('a schedule')),
    }),
  ),
});

const skill = leaf<string>({ type: 'string', pattern: '^[a-z][a-z0-9_-]{0,63}$' }, (value) => {
  if (typeof value === 'string' && /^[a-z][a-z0-9_-]{0,63}$/.test(value)) return undefined;
  if (typeof value !== 'string') return textComplaint(value);
  return {
    code: 'BAD_NAME',
    say: `"${shapes.shortened(value)}" cannot be a skill`,
    hint: 'use small letters, digits, "-" and "_", a letter first',
  };
});

/** What an operator is dialled by: as long as the exchange takes for a number of the house. */
const operatorNumber = leaf<string>(
  { type: 'string', pattern: '^[0-9]{3,5}$', description: 'what colleagues dial, such as "101"' },
  (value) => {
    if (typeof value !== 'string' || /^[0-9]{3,5}$/.test(value)) return textComplaint(value);
    const say = `"${shapes.shortened(value)}" cannot be the number of an operator`;
    return { code: 'WRONG_VALUE', say, hint: 'write 3 to 5 digits in quotes, such as "101"' };
  },
);

/** One operator. */
export const operatorShape = record({
  name: text('the name', 100),
  device: maybe(name('the phone of this operator')),
  phones: maybe(listOf(name('a phone of this operator; all of them ring together'), 1, 10)),
  number: maybe(operatorNumber),
  skills: maybe(named(skill, whole('the level', 1, 5))),
  queues: maybe(
    named(
      queueName,
      record({
        priority: maybe(whole('the priority', 1, 99)),
        delay: maybe(duration('the delay', 0, hours(1))),
        weight: maybe(whole('the weight', 1, 1_000)),
      }),
    ),
  ),
});

/** The words of one prompt, per language. */
export const wordsShape = named(languageName, text('the words', 1_000));

type Shape<T> = shapes.Shape<T>;

/**
 * Each file as a whole, given the shape of one entry. A file is read by its outline first, with anything for
 * an entry, and then entry by entry: a mistake in one queue hides neither those of the others nor its own
 * name. An editor is told the whole.
 */
const numbersWith = (entry: Shape<unknown>): Shape<unknown> =>
  record({ numbers: maybe(named(pattern, entry)), default: maybe(entry) });
const queuesWith = (entry: Shape<unknown>): Shape<unknown> => record({ queues: named(queueName, entry) });
const operatorsWith = (entry: Shape<unknown>) =>
  record({
    devices: named(name('a phone, which is also its extension, such as "1001"'), record({})),
    own_calls: maybe(
      record({
        wrap_up: maybe(duration('the wrap-up after calls that operators make themselves', 0, hours(1))),
      }),
    ),
    operators: named(name('an operator'), entry),
  });
const promptsWith = (entry: Shape<unknown>): Shape<unknown> =>
  record({ prompts: named(name('a prompt'), entry) });

export const OUTLINES = {
  numbers: numbersWith(shapes.anything),
  queues: queuesWith(shapes.anything),
  operators: operatorsWith(shapes.anything),
  prompts: promptsWith(shapes.anything),
} as const;

/** The files for editors. The bare name of a flow is enough for a number. */
export const editorShapes = (): Readonly<Record<string, Shape<unknown>>> => ({
  bundle: bundleShape,
  numbers: numbersWith(either(flowName, numberShape)),
  queues: queuesWith(queueShape),
  operators: operatorsWith(operatorShape),
  prompts: promptsWith(wordsShape),
  schedules: schedulesWith(scheduleShape),
  callers: callersShape(),
  surveys: surveysShape(),
  reasons: reasonsShape(),
  routes: routesShape(),
  scorecards: scorecardsShape(),
});
