import fc from 'fast-check';
import { type FlowWorld, type SurveyQuestion, signatureOf } from '../../src/flow/index.ts';

/** What the flow `part` takes and gives, whatever its steps are. */
export const PART = {
  inputs: { v: 'int' },
  outputs: { w: 'int' },
  steps: { a: { return: { exit: 'a', outputs: { w: 'v' } } }, b: { return: 'b' } },
};

const POLL: readonly SurveyQuestion[] = (['csat', 'nps', 'free'] as const).map((kind) => ({
  ...{ name: kind, kind, prompts: ['p'], longestMs: 9_000 },
}));

/** A world in which every name that the flows below use exists. */
export const WORLD: FlowWorld = {
  languages: ['en', 'ru'],
  prompts: new Map(['p', 'q'].map((name) => [name, new Set(['en', 'ru'])])),
  queues: new Map([['line', ['voicemail']]]),
  flows: new Set(['main', 'other', 'part']),
  signatures: new Map([['part', signatureOf(PART)]]),
  schedules: new Map([['office', null]]),
  attributes: new Map([['known', 'int']]),
  operators: new Set(['anna']),
  surveys: new Map([['poll', POLL]]),
  reasons: new Set(['r']),
  hosts: new Set(['crm.example']),
  defaults: new Map(),
  needsComplaint: () => undefined,
  nowComplaint: undefined,
  outsideComplaint: () => undefined,
};

const CALL = { flow: 'part', inputs: { v: 'v + 1' } };
export const STEPS = 6;
const target = fc.oneof(
  { weight: 9, arbitrary: fc.nat(STEPS - 1).map((index) => `s${index}`) },
  { weight: 1, arbitrary: fc.constantFrom('main', 'other').map((flow) => ({ flow })) },
);
const on = (outcomes: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .tuple(...outcomes.map(() => target))
    .map((to) => Object.fromEntries(outcomes.map((one, index) => [one, to[index]])));
const retries = (wrong: string): fc.Arbitrary<unknown> =>
  fc.record({ no_input: fc.nat(2), [wrong]: fc.nat(2) });
const key = fc.constantFrom('0', '1', '2', 'star', 'hash');
const question = {
  barge_in: fc.boolean(),
  type_ahead: fc.boolean(),
  prompts: fc.constantFrom('p', ['p', 'q']),
};

/** Texts and values, good ones and such as cannot be said. */
const saying = fc.constantFrom<unknown>(
  '{{ dialled }}',
  '{{ v / (v - v) }}',
  [{ number: 'v', gender: 'feminine' }, { digits: 'v' }],
  [{ ordinal: 'v - 3' }, { phone: 'dialled' }],
  [{ money: 'v * v', currency: 'EUR', case: 'genitive' }],
  [{ date: '"2026-0" + string(v) + "-30"' }, { time: '"1" + string(v) + ":05"' }],
  [{ duration: 'v - 5' }],
);

const condition = fc.constantFrom('v > 3', 'dialled == "100"', 'now.minute % 2 == 0');

/** Any step whatever: most flows made of them are bad ones, which no validator would let pass. */
export const step = fc.oneof(
  fc.record({ play: fc.constantFrom('p', { prompts: ['p', 'q'], barge_in: false }), next: target }),
  fc.record({ say: saying, next: target }),
  fc.record({ set: fc.constantFrom({ v: 1 }, { v: 'v + 1' }, { v: '1 / (v - 1)' }), on: on(['done']) }),
  fc.record({ set: fc.constantFrom({ v: 'v * v' }), on: on(['done', 'error']) }),
  fc.record({ goto: target }),
  fc.record({
    // biome-ignore lint/suspicious/noThenProperty: it is the word of the flow language
    branch: fc.record({ if: condition, then: target, else: target }),
  }),
  fc.record({
    menu: fc.record({
      ...question,
      keys: fc.dictionary(key, target, { minKeys: 1 }),
      retries: retries('no_match'),
    }),
    on: on(['failed']),
  }),
  fc.record({
    input: fc.record({
      ...question,
      into: fc.constant('typed'),
      digits: fc.integer({ min: 1, max: 3 }),
      retries: retries('invalid'),
    }),
    on: on(['ok', 'failed']),
  }),
  fc.record({
    secure_input: fc.record({
      ...question,
      into: fc.constant('pin'),
      digits: fc.integer({ min: 1, max: 3 }),
    }),
    on: on(['ok', 'failed']),
  }),
  fc.record({
    language: fc.record({
      ...question,
      keys: fc.constant({ 1: 'en', 2: 'ru' }),
      remember: fc.boolean(),
      retries: retries('no_match'),
    }),
    on: on(['done', 'failed']),
  }),
  fc.record({ queue: fc.constant('line'), on: on(['timeout', 'full', 'unstaffed', 'voicemail', 'error']) }),
  fc.record({ check_queue: fc.constant('line'), on: on(['unstaffed', 'ok', 'available']) }),
  fc.record({
    check_queue: fc.constant({ name: 'line', wait: '1m', schedule: 'office', into: { wait: 'v' } }),
    on: on(['closing', 'unstaffed', 'busy', 'ok']),
  }),
  fc.record({
    caller_lookup: fc.constant({ attributes: { v: 3 } }),
    on: on(['found', 'unknown', 'blocked']),
  }),
  fc.record({ schedule: fc.constant('office'), on: on(['open', 'closed', 'emergency']) }),
  fc.record({
    http: fc.record(
      {
        url: fc.constantFrom('https://crm.example/', 'https://crm.example/{{ v / (v - v) }}'),
        method: fc.constantFrom('get', 'post'),
        filler: fc.constantFrom('p', ['p', 'q']),
        into: fc.constantFrom(
          { v: { from: 'a', type: 'int' } },
          { v: { from: 'a', type: 'int', otherwise: 3 } },
        ),
      },
      { requiredKeys: ['url'] },
    ),
    on: on(['ok', 'http_error', 'timeout', 'bad_data']),
  }),
  fc.record({
    dial: fc.constantFrom(
      '{{ dialled }}',
      { sip: 'sip:{{ dialled }}@pbx.example', whisper: 'p', confirm: '1' },
      { operator: 'anna', caller_id: 'hidden' },
      { number: '{{ v / (v - v) }}' },
    ),
    on: on(['answered', 'busy', 'no_answer', 'declined', 'failed']),
  }),
  fc.record({ dial: fc.constant('{{ dialled }}'), on: on(['failed']) }),
  fc.record({ transfer: fc.constantFrom('+123', '1{{ v }}'), on: on(['failed']) }),
  fc.record({
    voicemail: fc.constantFrom('box', { box: 'box', greeting: ['p', 'q'] }),
    on: on(['saved', 'empty']),
  }),
  fc.record({
    voicemail: fc.constant({ box: 'box', greeting: 'p' }),
    on: fc.tuple(target, target).map(([saved, hangup]) => ({ saved, empty: saved, hangup })),
  }),
  fc.record({
    callback: fc.constantFrom(
      'line',
      { queue: 'line', confirm: 'p' },
      { queue: 'line', confirm: 'p', number: ['q'] },
    ),
    on: on(['booked', 'refused', 'full']),
  }),
  fc.record({ survey: fc.constant('poll'), on: on(['done', 'skipped']) }),
  fc.record({
    record: fc.constantFrom('start', 'pause', { to: 'start', notice: 'p' }),
    on: on(['done']),
  }),
  fc.record({
    record: fc.constant({ to: 'start', notice: 'p', refuse: 'star' }),
    on: on(['done', 'refused']),
  }),
  fc.record({ whisper: fc.constantFrom('p', ['p', 'q']), next: target }),
  fc.record({ announce: fc.constantFrom({ prompts: 'p', language: 'ru' }), next: target }),
  fc.record({
    notify: fc.constantFrom(
      { url: 'https://crm.example/{{ v / (v - 2) }}', body: { v: '{{ v }}' } },
      { email: ['a@crm.example'], subject: '{{ dialled }}', text: '{{ v / (v - 2) }}' },
      { case: 'update', subject: 'called' },
    ),
    next: target,
  }),
  fc.record({ send_digits: fc.constantFrom('12w#', '{{ dialled }}', '{{ v }}!'), on: on(['done', 'error']) }),
  fc.record({ conference: fc.constant('room'), on: on(['left', 'ended', 'full']) }),
  fc.record({ hold: fc.constant('20s'), next: target }),
  fc.record({ hold: fc.constant({ for: '20s', key: 1 }), on: on(['done', 'pressed']) }),
  fc.record({
    bot: fc.record({
      name: fc.constant('b'),
      intents: fc.record({ yes: target }),
      slots: fc.constant({ v: 7 }),
    }),
    on: on(['failed']),
  }),
  fc.record({ early_media: fc.constantFrom('p', ['p', 'q']), next: target }),
  fc.record({ reject: fc.constantFrom('busy', 'rejected') }),
  fc.record({ hangup: fc.constant('normal') }),
  fc.record({ wait: fc.constantFrom('1s', '45s'), next: target }),
  fc.record({
    tag: fc.constantFrom('{{ dialled }} {{ now.time }}', '{{ v / (v - v) }}', { reason: 'r' }),
    next: target,
  }),
  fc.record({
    split: fc.record({ ways: fc.tuple(fc.record({ percent: fc.constant(50), to: target })), else: target }),
  }),
  fc.record({
    loop: fc.record({ times: fc.integer({ min: 1, max: 5 }) }, { requiredKeys: ['times'] }),
    on: on(['again', 'done']),
  }),
  fc.record({ subflow: fc.constantFrom(CALL, { ...CALL, outputs: { w: 'v' } }), on: on(['a', 'b']) }),
  fc.record({ subflow: fc.constant({ ...CALL, inputs: { v: 'v / (v - 3)' } }), on: on(['a', 'b', 'error']) }),
  fc.record({ loop: fc.constant({ times: 9, until: 'v > 3' }), on: on(['again', 'done']) }),
);
