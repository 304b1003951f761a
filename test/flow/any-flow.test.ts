import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileFlow,
  type ErrandResult,
  type FetchResult,
  type FlowSet,
  type FlowWorld,
  lastResort,
  type SurveyQuestion,
  signatureOf,
} from '../../src/flow/index.ts';
import { TestCaller } from './caller.ts';

/** What the flow `part` takes and gives, whatever its steps are. */
const PART = {
  inputs: { v: 'int' },
  outputs: { w: 'int' },
  steps: { a: { return: { exit: 'a', outputs: { w: 'v' } } }, b: { return: 'b' } },
};

const POLL: readonly SurveyQuestion[] = (['csat', 'nps', 'free'] as const).map((kind) => ({
  ...{ name: kind, kind, prompts: ['p'], longestMs: 9_000 },
}));

/** A world in which every name that the flows below use exists. */
const WORLD: FlowWorld = {
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
};

const CALL = { flow: 'part', inputs: { v: 'v + 1' } };
const STEPS = 6;
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

/** Any step whatever: most flows made of them are bad ones, which no validator would let pass. */
const step = fc.oneof(
  fc.record({ play: fc.constantFrom('p', { prompts: ['p', 'q'], barge_in: false }), next: target }),
  fc.record({ say: saying, next: target }),
  fc.record({ set: fc.constantFrom({ v: 1 }, { v: 'v + 1' }, { v: '1 / (v - 1)' }), on: on(['done']) }),
  fc.record({ set: fc.constantFrom({ v: 'v * v' }), on: on(['done', 'error']) }),
  fc.record({ goto: target }),
  fc.record({
    // biome-ignore lint/suspicious/noThenProperty: it is the word of the flow language
    branch: fc.record({ if: fc.constantFrom('v > 3', 'dialled == "100"'), then: target, else: target }),
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
  fc.record({ hangup: fc.constant('normal') }),
  fc.record({ wait: fc.constantFrom('1s', '45s'), next: target }),
  fc.record({ tag: fc.constantFrom('{{ dialled }}', '{{ v / (v - v) }}', { reason: 'r' }), next: target }),
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

/** The first step sets the variable that the others read, so that the types are known. */
const flow = (name: string, steps: readonly unknown[]): unknown => ({
  flow: name,
  start: 'begin',
  on_hangup: 's1',
  steps: {
    begin: { set: { v: 2 }, next: 's0' },
    ...Object.fromEntries(steps.map((one, index) => [`s${index}`, one])),
  },
});

/** A flow that is called has an input instead of a first step, and some ways back. */
const part = (steps: readonly unknown[]): unknown => ({
  ...PART,
  flow: 'part',
  start: 's0',
  on_hangup: 's2',
  steps: { ...Object.fromEntries(steps.map((one, index) => [`s${index}`, one])), ...PART.steps },
});

const anySteps = fc.array(step, { minLength: STEPS, maxLength: STEPS });
const partStep = fc.oneof(
  { weight: 2, arbitrary: step },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ goto: 'a' }, { goto: 'b' }),
  },
);
const partSteps = fc.array(partStep, { minLength: STEPS, maxLength: STEPS });

const flows = fc.tuple(anySteps, anySteps, partSteps).map(([main, other, called]): FlowSet => {
  const raw = [flow('main', main), flow('other', other), part(called)];
  const compiled = raw.map((one) => compileFlow(one, WORLD));
  expect(compiled.flatMap(({ problems }) => problems)).toEqual([]);
  return {
    flows: new Map(compiled.map(({ graph }) => [graph.name, graph])),
    lastResort: lastResort({ safetyQueue: 'line', apology: 'p', farewell: 'q' }, WORLD),
  };
});

const JOURNAL = ['stepEntered', 'stepLeft', 'tagged', 'trouble'];

/** An errand ends with a result of its own kind. */
const fits = ({ errand }: TestCaller, { kind }: ErrandResult): boolean =>
  kind === 'impossible' || errand?.errand.kind === kind;

/** What a caller and the world may do. */
const event = fc.oneof(
  fc
    .constantFrom('hear', 'silence')
    .map((kind) => (caller: TestCaller) => void (kind === 'hear' ? caller.hear() : caller.silence())),
  fc.constantFrom(...'0123456789*#').map((digit) => (caller: TestCaller) => void caller.press(digit)),
  fc.constantFrom('timeout', 'full', 'left', 'error', 'nonsense').map((outcome) => (caller: TestCaller) => {
    if (caller.queued !== null) caller.queueEnds(outcome);
  }),
  fc
    .constantFrom('say-1', 'say-2')
    .map((sayId) => (caller: TestCaller) => void caller.input({ kind: 'sayFinished', sayId, ok: true })),
  // The exchange says so of a call that we have asked it to answer.
  fc.constant((caller: TestCaller) => {
    if (caller.answered) caller.input({ kind: 'answered' });
  }),
  fc.constantFrom('open', 'closed', 'holiday', 'emergency', null).map((state) => (caller: TestCaller) => {
    caller.hours = state;
  }),
  fc
    .record({
      ...{ isStaffed: fc.boolean(), availableCount: fc.nat(2), waitingCount: fc.nat(9) },
      ...{ waitMs: fc.option(fc.nat(200_000)), opensForMs: fc.option(fc.nat(9_000)) },
    })
    .map((facts) => (caller: TestCaller) => {
      caller.queueFacts = facts.waitingCount === 9 ? null : facts;
    }),
  fc.boolean().map((isBlocked) => (caller: TestCaller) => {
    caller.known = { class: 1, boostMs: 9, language: 'ru', isBlocked, attributes: { v: 9 } };
  }),
  fc
    .constantFrom<FetchResult>(
      ...[200, 404].map((status) => ({ kind: 'answered', status, body: '{"a":2}' }) as const),
      { kind: 'answered', status: 200, body: '{' },
      { kind: 'timeout' },
      { kind: 'refused', why: 'forbidden' },
    )
    .map((result) => (caller: TestCaller) => void caller.fetched(result)),
  fc
    .constantFrom<ErrandResult>(
      ...(['answered', 'busy', 'no_answer', 'failed', 'declined'] as const).map(
        (outcome) => ({ kind: 'dial', outcome }) as const,
      ),
      ...(['voicemail', 'survey'] as const).flatMap((kind) =>
        (['saved', 'empty'] as const).map((outcome) => ({ kind, outcome })),
      ),
      ...(['booked', 'refused', 'full'] as const).map((outcome) => ({ kind: 'callback', outcome }) as const),
      { kind: 'impossible', why: 'nobody can' },
    )
    .map((result) => (caller: TestCaller) => {
      if (fits(caller, result)) caller.errandEnds(result);
    }),
  fc.constant((caller: TestCaller) => void caller.input({ kind: 'resumed' })),
  fc.nat(20_000).map((ms) => (caller: TestCaller) => caller.pass(ms)),
);
const events = fc.array(event, { maxLength: 40 });

/** Whether anything will happen without a caller who acts: a sound ends, a timer fires, a queue decides. */
const goesOn = (caller: TestCaller): boolean =>
  caller.ended !== null ||
  caller.queued !== null ||
  caller.saying !== null ||
  caller.listening !== null ||
  caller.fetching !== null ||
  caller.errand !== null;

describe('any flow, whatever the caller does', () => {
  test('is never left in silence', () => {
    fc.assert(
      fc.property(flows, events, (set, acts) => {
        const caller = new TestCaller(set).call();
        for (const act of acts) {
          expect(goesOn(caller)).toBe(true);
          act(caller);
        }
        expect(goesOn(caller)).toBe(true);
      }),
    );
  });

  test('brings a silent caller to a queue or a hang-up within the budget', () => {
    fc.assert(
      fc.property(flows, events, (set, acts) => {
        const caller = new TestCaller(set).call();
        for (const act of acts) act(caller);
        for (let count = 0; count < 10_000 && caller.ended === null && caller.queued === null; count++) {
          if (caller.fetching !== null) caller.fetched({ kind: 'timeout' });
          else if (caller.errand !== null) caller.errandEnds({ kind: 'impossible', why: 'nobody can' });
          else if (caller.saying === null) caller.silence();
          else caller.hear();
        }
        expect(caller.ended ?? caller.queued).not.toBeNull();
        expect(caller.state.visit).toBeLessThan(1_100);
      }),
    );
  });

  test('does the same when its state goes through JSON before every event', () => {
    fc.assert(
      fc.property(flows, events, (set, acts) => {
        const [steady, forgetful] = [new TestCaller(set), new TestCaller(set)];
        forgetful.forgetful = true;
        for (const caller of [steady, forgetful]) {
          caller.call();
          for (const act of acts) act(caller);
        }
        expect(forgetful.effects).toEqual(steady.effects);
        expect(JSON.stringify(forgetful.state)).toBe(JSON.stringify(steady.state));
      }),
    );
  });

  test('is over when the caller hangs up, and only the journal hears of it', () => {
    fc.assert(
      fc.property(flows, events, (set, acts) => {
        const caller = new TestCaller(set).call();
        for (const act of acts) act(caller);
        const before = caller.effects.length;
        const wasOver = caller.state.over;
        caller.input({ kind: 'hungUp' });
        const kinds = caller.effects.slice(before).map(({ kind }) => kind);
        expect(kinds.filter((kind) => !JOURNAL.includes(kind))).toEqual([]);
        expect(kinds.length).toBeLessThan(9 * 4 * 50);
        if (wasOver) expect(kinds).toEqual([]);
        expect(caller.state.over).toBe(true);
      }),
    );
  });

  test('answers once, before it speaks or queues', () => {
    fc.assert(
      fc.property(flows, events, (set, acts) => {
        const caller = new TestCaller(set).call();
        for (const act of acts) act(caller);
        const kinds = caller.effects.map(({ kind }) => kind);
        const first = kinds.findIndex((kind) => kind === 'say' || kind === 'enqueue');
        expect(kinds.filter((kind) => kind === 'answer').length).toBeLessThanOrEqual(1);
        if (first >= 0) expect(kinds.slice(0, first)).toContain('answer');
      }),
    );
  });
});
