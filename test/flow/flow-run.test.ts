import { describe, expect, test } from 'vitest';
import {
  compileFlow,
  createFlowState,
  type FlowEffect,
  type FlowWorld,
  runFlow,
  withoutSecrets,
} from '../../src/flow/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow, MENU } from './flows.ts';

describe('effects', () => {
  test('every step that was entered is left before the next one, and visits are numbered', () => {
    const caller = new TestCaller(flowsOf(MENU)).call().press('2').press('9');
    const steps = caller.effects.flatMap((effect) =>
      effect.kind === 'stepEntered' || effect.kind === 'stepLeft' ? [effect] : [],
    );
    expect(steps).toEqual([
      { kind: 'stepEntered', flow: 'main', step: 'first', visit: 1 },
      { kind: 'stepLeft', flow: 'main', step: 'first', outcome: '2' },
      { kind: 'stepEntered', flow: 'main', step: 'second', visit: 2 },
      { kind: 'stepLeft', flow: 'main', step: 'second', outcome: '9' },
      { kind: 'stepEntered', flow: 'main', step: 'end', visit: 3 },
    ]);
  });

  test('a key first stops the prompt, and only then anything else begins', () => {
    const caller = new TestCaller(flowsOf(MENU)).call();
    const before = caller.effects.length;
    caller.press('1');
    expect(caller.effects.slice(before).map(({ kind }) => kind)).toEqual([
      'stopSaying',
      'digitTaken',
      'stopListening',
      'stepLeft',
      'stepEntered',
      'enqueue',
    ]);
  });

  test('class, head start and label of the step win over those of the number', () => {
    const main = flow(
      'first: { queue: { name: help, class: 2, boost: 30s, label: VIP }, on: { timeout: second } }\nsecond: { queue: help }',
    );
    const caller = new TestCaller(flowsOf(main), { class: 7, boostMs: 5_000 }).call().queueEnds('timeout');
    const enqueued = caller.effects.filter((effect) => effect.kind === 'enqueue');
    const plain = { kind: 'enqueue', queue: 'help', must: null, needs: null, keepsNeeds: false } as const;
    expect(enqueued).toEqual([
      { ...plain, class: 2, boostMs: 30_000, label: 'VIP' },
      { ...plain, class: 7, boostMs: 5_000, label: 'second' },
    ]);
  });

  test('class and head start of a known caller win over those of the number, one by one', () => {
    const main = flow(
      'first: { caller_lookup: {}, on: { found: help, unknown: help, blocked: end } }\nhelp: { queue: help }',
    );
    const caller = new TestCaller(flowsOf(main), { class: 7, boostMs: 5_000 });
    caller.known = { class: 1, boostMs: null, language: null, isBlocked: false, attributes: {} };
    const enqueued = caller.call().effects.find(({ kind }) => kind === 'enqueue');
    expect(enqueued).toMatchObject({ class: 1, boostMs: 5_000 });
  });

  test('with explicit answering nothing answers but the step for it', () => {
    const main = flow(
      'first: { branch: { if: dialled == "1", then: end, else: pick-up } }\npick-up: { answer: {}, next: help }\nhelp: { queue: help }',
    );
    const numbers = { 'numbers.yaml': 'default: { flow: main, answer: explicit }\n' };
    const caller = new TestCaller(flowsOf(main, numbers)).call();
    expect(caller.effects.map(({ kind }) => kind)).toEqual([
      'stepEntered',
      'stepLeft',
      'stepEntered',
      'answer',
      'stepLeft',
      'stepEntered',
      'enqueue',
    ]);
  });
});

describe('secret input', () => {
  const PIN = flow(`first: { play: hello, next: pin }
pin:
  input: { prompts: ask, into: pin, digits: 4, secret: true }
  on: { ok: check, failed: end }
check: { branch: { if: pin == "1234", then: help, else: end } }
help: { queue: help }`);

  test('its digits are masked, never typed ahead, and kept apart', () => {
    const caller = new TestCaller(flowsOf(PIN)).call().press('1').press('123');
    const kept = withoutSecrets(caller.state);
    expect(caller.state.entry).toBe('123');
    expect(JSON.stringify(kept)).not.toContain('123"');
    caller.press('4');
    expect(caller.queued).toBe('help');
    expect(caller.state.secrets).toEqual({ pin: '1234' });
    expect(caller.state.entry).toBe('');
    expect(caller.state.variables).toEqual({});
    expect(withoutSecrets(caller.state).secrets).toEqual({});
    const taken = caller.effects.flatMap((effect) => (effect.kind === 'digitTaken' ? [effect.digit] : []));
    expect(taken).toEqual(['•', '•', '•', '•']);
  });
});

describe('keys pressed early', () => {
  const DEAF = flow(
    'first: { play: { prompts: hello, barge_in: false }, next: menu }\nmenu: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }',
  );

  test('are kept, but only the last twenty', () => {
    const caller = new TestCaller(flowsOf(DEAF)).call().press('123456789012345678901234567890', 1);
    expect(caller.state.earlyDigits.map(({ digit }) => digit).join('')).toBe('12345678901234567890');
  });

  test('by the clock of another process are too old', () => {
    const caller = new TestCaller(flowsOf(DEAF)).call();
    caller.state.earlyDigits = [{ digit: '1', atMonoMs: 9_000_000 }];
    expect(caller.hear().transcript.at(-1)).toBe('en: ask');
  });
});

describe('another flow', () => {
  test('begins without the variables and secrets of the one before', () => {
    const main = flow('first: { set: { tries: 1 }, next: { flow: other } }').replace(
      '  end: { hangup: normal }\n',
      '',
    );
    const other =
      'flow: other\nstart: ask\nsteps:\n  ask: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }\n  end: { hangup: normal }\n';
    const caller = new TestCaller(
      flowsOf(main.replace(/defaults.*\n/, ''), { 'other.flow.yaml': other }),
    ).call();
    expect(caller.state).toMatchObject({ flow: 'other', step: 'ask' });
    expect([caller.state.variables, caller.state.secrets]).toEqual([{}, {}]);
  });
});

describe('late and repeated inputs', () => {
  const now = { monoMs: 1, wallMs: 1 };

  test('change nothing and want nothing', () => {
    const caller = new TestCaller(flowsOf(MENU)).call().press('7');
    const before = JSON.stringify(caller.state);
    const count = caller.effects.length;
    caller.input({ kind: 'started' });
    caller.input({ kind: 'sayFinished', sayId: 'say-1', ok: true });
    caller.input({ kind: 'listenEnded', listenId: 'listen-2' });
    caller.input({ kind: 'queueEnded', outcome: 'timeout' });
    caller.input({ kind: 'answered' });
    expect(JSON.stringify(caller.state)).toBe(before);
    expect(caller.effects.length).toBe(count);
  });

  test('after the end nothing happens any more', () => {
    const caller = new TestCaller(flowsOf(MENU)).call().press('2').press('9');
    const count = caller.effects.length;
    caller.input({ kind: 'digitPressed', digit: '1', atMonoMs: 1 }).input({ kind: 'resumed' });
    expect(caller.ended).toBe('self_served');
    expect(caller.effects.length).toBe(count);
  });

  test('a say whose end is never told ends by its watchdog', () => {
    const caller = new TestCaller(
      flowsOf(flow('first: { play: hello, next: help }\nhelp: { queue: help }')),
    ).call();
    caller.input({ kind: 'listenEnded', listenId: caller.listening!.listenId });
    expect(caller.transcript).toEqual([
      'answer',
      'en: hello',
      '! "first": not all of it was heard',
      'queue help',
    ]);
  });

  test('a flow or step that this version does not know ends in the safety queue', () => {
    const set = flowsOf(MENU);
    for (const wrong of [{ flow: 'gone' }, { step: 'gone' }]) {
      const caller = new TestCaller(set).call();
      Object.assign(caller.state, wrong);
      caller.press('1').hear();
      expect(caller.queued).toBe('help');
    }
    const effects: FlowEffect[] = [];
    const start = { caller: '', dialled: '', class: null, boostMs: 0 } as const;
    runFlow(
      set,
      createFlowState({ ...start, flow: 'gone', language: 'xx' }),
      { kind: 'started' },
      now,
      effects,
    );
    expect(effects.some((effect) => effect.kind === 'say' && effect.language === 'en')).toBe(true);
  });
});

describe('resumed after a restart', () => {
  test('a menu asks again and forgets keys pressed before', () => {
    const caller = new TestCaller(flowsOf(MENU)).call().silence();
    caller.state = withoutSecrets(JSON.parse(JSON.stringify(caller.state)));
    caller.input({ kind: 'resumed' }).press('1');
    expect(caller.transcript.slice(-3)).toEqual(['en: ask', '> 1', 'queue sales']);
  });

  test('a queue is not entered twice: whoever keeps the place says how it ended', () => {
    const caller = new TestCaller(flowsOf(MENU)).call().press('1');
    const count = caller.effects.length;
    caller.input({ kind: 'resumed' });
    expect(caller.effects.length).toBe(count);
    expect(caller.queueEnds('timeout').ended).toBe('self_served');
  });

  test('a call that had not begun begins', () => {
    const caller = new TestCaller(flowsOf(MENU)).input({ kind: 'resumed' });
    expect(caller.transcript).toEqual(['answer', 'en: ask']);
  });
});

const WORLD: FlowWorld = {
  ...{ languages: ['en'], prompts: new Map(), queues: new Map(), flows: new Set(), defaults: new Map() },
  schedules: new Map([['office', null]]),
  attributes: new Map(),
  operators: new Set(['anna']),
  surveys: new Map(),
  reasons: new Set(['r']),
  signatures: new Map(),
  hosts: new Set(),
  needsComplaint: () => undefined,
  nowComplaint: undefined,
  outsideComplaint: () => undefined,
};

describe('budgets', () => {
  test('steps that go round within one event end after a hundred', () => {
    const raw = { flow: 'main', start: 'a', steps: { a: { goto: 'b' }, b: { goto: 'a' } } };
    const set = flowsOf(MENU);
    const { graph } = compileFlow(raw, WORLD);
    const caller = new TestCaller({ ...set, flows: new Map([['main', graph]]) }).call();
    expect(caller.transcript.at(-1)).toBe('en: sorry');
    expect(caller.state.visit).toBeLessThanOrEqual(102);
  });

  test('questions to the house count as well, and do not begin a new event', () => {
    const steps = {
      a: { schedule: 'office', on: { open: 'b', closed: 'b' } },
      b: { schedule: 'office', on: { open: 'a', closed: 'a' } },
    };
    const { graph } = compileFlow({ flow: 'main', start: 'a', steps }, WORLD);
    const caller = new TestCaller({ ...flowsOf(MENU), flows: new Map([['main', graph]]) }).call();
    expect(caller.transcript.at(-1)).toBe('en: sorry');
    expect(caller.state.visit).toBeLessThanOrEqual(102);
  });

  test('a flow that goes round by variables ends in the safety queue within one event', () => {
    const main = flow(`first: { set: { n: 0 }, next: round }
round: { branch: { switch: n, cases: { "-1": end }, else: tell } }
tell: { play: hello, next: round }`);
    const caller = new TestCaller(flowsOf(main)).call();
    for (let said = 0; said < 2_000 && caller.queued === null; said++) caller.hear();
    expect(caller.queued).toBe('help');
    expect(caller.state.visit).toBeLessThan(1_030);
  });

  test('errors that are handled again and again end in the safety queue', () => {
    const main = flow(
      `first: { set: { n: 1 / int(dialled) }, next: end }\ntrouble: { menu: { prompts: ask, keys: { 1: first } }, on: { failed: end } }`,
      'defaults: { on: { error: trouble } }',
    );
    const caller = new TestCaller(flowsOf(main), { dialled: '0' }).call();
    for (let tries = 0; tries < 50 && caller.queued === null; tries++) caller.press('1').hear();
    expect(caller.queued).toBe('help');
  });
});
