import { jsonSchemas } from '../bundle/index.ts';
import { type Complaint, shapes, variable } from '../flow/index.ts';
import { ERRAND_ACTS, type WantedWord } from './errands.ts';
import { parseWallTime } from './wall-time.ts';

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

const HOUR_MS = 3_600_000;

const keys = leaf<string>(
  { type: 'string', pattern: '^[0-9*#]{1,40}$', description: 'the keys, one after the other, in quotes' },
  (value): Complaint | undefined => {
    if (typeof value !== 'string') return textComplaint(value);
    if (/^[0-9*#]{1,40}$/.test(value)) return undefined;
    const say = `"${shapes.shortened(value)}" are no keys of a phone`;
    return { code: 'WRONG_VALUE', say, hint: 'write 1 to 40 of 0 to 9, * and #' };
  },
);

const time = leaf<string>(
  { type: 'string', description: 'when the call comes, such as 2026-03-02T12:00:00+03:00' },
  (value): Complaint | undefined => {
    if (typeof value !== 'string') return textComplaint(value);
    if (parseWallTime(value) !== undefined) return undefined;
    const hint = 'write a date, a time and its zone: 2026-03-02T12:00:00+03:00';
    return { code: 'WRONG_VALUE', say: `"${shapes.shortened(value)}" is no time`, hint };
  },
);

const number = leaf<string>(
  { type: 'string', maxLength: 64, description: 'a number, in quotes' },
  textComplaint,
);

const toWhom = maybe(text('who is called', 200));
const heard = maybe(text('the prompts, with ", " between them', 1_000));
const ending = (act: keyof typeof ERRAND_ACTS) => maybe(oneOf('how it ends', ERRAND_ACTS[act]));

/** What the caller is to meet next: exactly one of these, `in` beside what is heard. */
const expectation = record({
  play: maybe(name('a prompt')),
  say: maybe(text('a part of what is said', 1_000)),
  in: maybe(name('a language')),
  menu: maybe(name('a menu step')),
  input: maybe(name('an input step')),
  language: maybe(name('a language step')),
  queue: maybe(name('a queue')),
  step: maybe(name('a step')),
  dial: toWhom,
  transfer: toWhom,
  voicemail: maybe(name('a box')),
  callback: maybe(name('a queue')),
  survey: maybe(name('a question that is answered by voice')),
  surveyed: maybe(text('a question and its answer', 60)),
  send_digits: maybe(text('the digits', 60)),
  conference: maybe(name('a room')),
  hold: maybe(name('a music class')),
  bot: maybe(name('a bot')),
  record: maybe(oneOf('what the recording does', ['start', 'stop', 'pause', 'resume'])),
  whisper: heard,
  announce: heard,
  on_hold: heard,
  notify: maybe(text('who is told: a URL, an address, or the action and the subject of a case', 2_000)),
  early_media: maybe(oneOf('what it does', ['begins'])),
} satisfies Readonly<Record<WantedWord, unknown>> & Readonly<Record<string, unknown>>);

/** One thing that the caller does or meets: exactly one of these. */
const act = record({
  expect: maybe(expectation),
  press: maybe(keys),
  silence: maybe(duration('the silence', 100, HOUR_MS)),
  hear: maybe(flag('hears all until the flow waits')),
  hangup: maybe(flag('the caller hangs up')),
  held: maybe(flag('an operator puts the caller on hold')),
  dialled: ending('dialled'),
  voicemail: ending('voicemail'),
  callback: ending('callback'),
  spoken: ending('spoken'),
  sent: ending('sent'),
  conference: ending('conference'),
  hold: ending('hold'),
  bot: maybe(name('what the bot has understood, or failed')),
  slots: maybe(named(variable, shapes.anything)),
});

const ends = record({
  queue: maybe(name('a queue')),
  needs: maybe(text('the needs that the step adds', 1_000)),
  class: maybe(whole('the class', 0, 9)),
  label: maybe(text('the label', 60)),
  transfer: toWhom,
  hangup: maybe(oneOf('the cause', ['normal', 'busy', 'congestion', 'rejected'])),
  outcome: maybe(oneOf('the outcome', ['self_served', 'closed', 'rejected', 'failed'])),
});

/** What a server answers; a body that is no text is sent as JSON. Or it fails: it says nothing, or may not be asked. */
const serverAnswer = record({
  status: maybe(whole('the status', 100, 599)),
  body: maybe(shapes.anything),
  fails: maybe(oneOf('the failure', ['timeout', 'refused'])),
});

const outcome = name('an outcome');
const testWith = (ofQueue: shapes.Shape<unknown>) =>
  record({
    name: text('the name of the test', 200),
    at: maybe(time),
    caller: maybe(number),
    dialled: maybe(number),
    language: maybe(name('a language')),
    chose: maybe(name('the language chosen in an earlier call')),
    hours: maybe(
      named(name('a schedule'), oneOf('what it says', ['open', 'closed', 'holiday', 'emergency'])),
    ),
    http: maybe(named(text('what is asked: "GET https://crm.example/callers/*"', 1_000), serverAnswer)),
    queues: maybe(named(name('a queue'), ofQueue)),
    last_resort: maybe(flag('the call may fall out of the flows into the last resort')),
    script: maybe(listOf(act, 0, 500)),
    ends: maybe(ends),
  });

/** One test; what stands under `queues` is read by `outcomesShape`. */
export const testShape = testWith(shapes.anything);
/** How the visits of one queue end, in their order. */
export const outcomesShape = listOf(outcome, 1, 20);

export const testsOutline = record({
  flow: name('a flow'),
  tests: listOf(shapes.anything, 0, 1_000),
});

/** The schemas of all files of a bundle, its tests among them: name of the schema file → its text. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const tests = testsOutline.extend({ tests: listOf(testWith(either(outcome, outcomesShape)), 0, 1_000) });
  const text = `${JSON.stringify(shapes.jsonSchema(tests), null, 2)}\n`;
  return new Map([...jsonSchemas(), ['test.schema.json', text]]);
}

export type WrittenTest = shapes.Of<typeof testShape>;
export type WrittenAct = shapes.Of<typeof act>;
export type Expectation = shapes.Of<typeof expectation>;
export type Ends = shapes.Of<typeof ends>;
