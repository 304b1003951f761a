import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileFlow,
  type ErrandResult,
  type FetchResult,
  type FlowSet,
  type HandOverEvent,
  lastResort,
} from '../../src/flow/index.ts';
import { PART, STEPS, step, WORLD } from './any-step.ts';
import { TestCaller } from './caller.ts';

/** The first step sets the variable that the others read, so that the types are known. */
const flow = (name: string, steps: readonly unknown[], events: object = {}): unknown => ({
  flow: name,
  start: 'begin',
  on_hangup: 's1',
  ...events,
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

/** What the flow says of hand-overs, where it has a queue. */
const anyEvents = fc.record(
  {
    on_operator_left: fc.constantFrom('s1', 's4', { back_to: 'line' }),
    on_transfer_back: fc.constantFrom('s2', { back_to: 'line' }),
    on_hold: fc.constantFrom('p', ['p', 'q']),
  },
  { requiredKeys: [] },
);

const flows = fc
  .tuple(anySteps, anySteps, partSteps, anyEvents)
  .map(([main, other, called, events]): FlowSet => {
    const hasQueue = main.some((one) => Object.hasOwn(one as object, 'queue'));
    const raw = [flow('main', main, hasQueue ? events : {}), flow('other', other), part(called)];
    const compiled = raw.map((one) => compileFlow(one, WORLD));
    expect(compiled.flatMap(({ problems }) => problems)).toEqual([]);
    return {
      flows: new Map(compiled.map(({ graph }) => [graph.name, graph])),
      lastResort: lastResort({ safetyQueue: 'line', apology: 'p', farewell: 'q' }, WORLD),
    };
  });

const JOURNAL = ['stepEntered', 'stepLeft', 'tagged', 'wish', 'trouble'];

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
    .constantFrom<HandOverEvent>('operator_left', 'transferred_back', 'held')
    .map((happened) => (caller: TestCaller) => {
      if (caller.queued !== null) caller.handedOver(happened);
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
      ...(['left', 'ended', 'full'] as const).map((outcome) => ({ kind: 'conference', outcome }) as const),
      ...(['yes', 'no', null] as const).map(
        (intent) => ({ kind: 'bot', intent, slots: { v: 3, w: [] } }) as const,
      ),
      ...(['send_digits', 'hold'] as const).map((kind) => ({ kind })),
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
        const early = caller.effects.some(
          (effect) => effect.kind === 'wish' && effect.wish.kind === 'early_media',
        );
        const first = kinds.findIndex((kind) => (kind === 'say' && !early) || kind === 'enqueue');
        expect(kinds.filter((kind) => kind === 'answer').length).toBeLessThanOrEqual(1);
        if (first >= 0) expect(kinds.slice(0, first)).toContain('answer');
      }),
    );
  });
});
