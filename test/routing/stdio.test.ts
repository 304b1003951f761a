import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { drawScene, type WireEvent } from './protocol/draw-events.ts';
import { StdioProcess } from './protocol/stdio-process.ts';

type Golden = {
  readonly name: string;
  readonly policy: unknown;
  readonly steps: readonly (readonly [event: Readonly<Record<string, unknown>>, assignments: unknown])[];
};

const GOLDEN = readFileSync(join(import.meta.dirname, 'golden.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden);
const STRICT = { aging: { mode: 'strict' }, pick: 'longest-idle' };
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const EVENTS_PER_SEED = 1_500;
const BATCH = 100;

const stdio = new StdioProcess();
afterAll(() => stdio.close());

const ask = async (value: unknown): Promise<unknown> => JSON.parse(await stdio.ask(JSON.stringify(value)));
const begin = (policy: unknown = STRICT): Promise<unknown> => ask({ op: 'init', v: 1, policy });

describe('the router over standard input and output', () => {
  test.each(GOLDEN)('$name', async ({ policy, steps }) => {
    expect(await begin(policy)).toEqual({ ok: true });
    for (const [n, [event, assignments]] of steps.entries())
      expect(await ask({ ...event, n })).toEqual({ n, a: assignments });
  });

  test.each(SEEDS)('answers mixed events of seed %i as the protocol says', async (seed) => {
    const { init, expected, stats } = drawScene(seed, EVENTS_PER_SEED);
    await ask(init);
    const answers = await Promise.all(expected.map(({ event }) => ask(event)));
    expect(answers).toEqual(expected.map(({ event, assignments }) => ({ n: event.n, a: assignments })));
    expect(await ask({ op: 'stats' })).toEqual(stats);
  });

  test('answers a batch with those events that brought somebody together', async () => {
    const { init, expected, stats } = drawScene(99, EVENTS_PER_SEED);
    await ask(init);
    for (let from = 0; from < expected.length; from += BATCH) {
      const part = expected.slice(from, from + BATCH);
      const matched = part.filter(({ assignments }) => assignments.length > 0);
      expect(await ask({ op: 'batch', ev: part.map(({ event }) => event) })).toEqual({
        r: matched.map(({ event, assignments }) => [event.n, assignments]),
      });
    }
    expect(await ask({ op: 'stats' })).toEqual(stats);
  });

  test('ends after "quit", which is answered', async () => {
    const other = new StdioProcess();
    expect(await other.ask('{"op":"quit"}')).toBe('{"ok":true}');
    expect(await other.close()).toBe(0);
  });
});

describe('names', () => {
  beforeEach(() => begin());

  test.each([
    ['300 characters', 'x'.repeat(300)],
    ['Unicode', 'Ünïcode 🙂 имя'],
    ['a number', '42'],
    ['nothing', ''],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
  ])('of %s are names like any other', async (_, name) => {
    const need = Object.fromEntries([[name, 2]]);
    await ask({ n: 1, t: 0, e: 'agent', id: name, skills: need });
    await ask({ n: 2, t: 0, e: 'state', id: name, s: 'idle' });
    await ask({ n: 3, t: 1, e: 'arrive', id: 'other', prio: 0, rings: [{ after: 0, need: { none: 1 } }] });
    const arrived = await ask({ n: 4, t: 1, e: 'arrive', id: name, prio: 0, rings: [{ after: 0, need }] });
    expect(arrived).toEqual({ n: 4, a: [[name, name, 1]] });
    expect(await ask({ n: 5, t: 2, e: 'reject', id: name, agent: name })).toEqual({ n: 5, a: [] });
    expect(await ask({ n: 6, t: 3, e: 'state', id: name, s: 'idle' })).toEqual({
      n: 6,
      a: [[name, name, 3]],
    });
  });

  test('are served in the order of arriving, whatever order numbers would have', async () => {
    await ask({ n: 1, t: 0, e: 'agent', id: '9', skills: {} });
    for (const [n, id] of ['10', '2', '1'].entries())
      await ask({ n, t: 0, e: 'arrive', id, prio: 0, rings: [{ after: 0, need: {} }] });
    for (const id of ['10', '2', '1']) {
      const answer = await ask({ n: 5, t: 1, e: 'state', id: '9', s: 'idle' });
      expect(answer).toEqual({ n: 5, a: [[id, '9', 1]] });
    }
  });

  test('of operators nobody has seen, and of callers who are not there, are ignored', async () => {
    const unknown: readonly WireEvent[] = [
      { n: 1, t: 0, e: 'state', id: 'nobody', s: 'idle' },
      { n: 2, t: 0, e: 'abandon', id: 'nobody' },
      { n: 3, t: 0, e: 'reject', id: 'nobody', agent: 'nobody' },
    ];
    for (const event of unknown) expect(await ask(event)).toEqual({ n: event.n, a: [] });
    expect(await ask({ op: 'stats' })).toEqual({ waiting: 0, idle: 0 });
  });
});

const RINGS = [{ after: 0, need: {} }];

describe('a line that is wrong', () => {
  test.each([
    ['is empty', '', 'NOT_JSON'],
    ['is not JSON', '{"n":1', 'NOT_JSON'],
    ['has two objects', '{} {}', 'NOT_JSON'],
    ['is a list', '[]', 'NOT_AN_OBJECT'],
    ['is null', 'null', 'NOT_AN_OBJECT'],
    ['is a number', '5', 'NOT_AN_OBJECT'],
    ['is a text', '"tick"', 'NOT_AN_OBJECT'],
    ['has an unknown op', { op: 'reset' }, 'UNKNOWN_OP'],
    ['has an op that is no text', { op: 5 }, 'UNKNOWN_OP'],
    ['has no kind of event', { n: 1, t: 5 }, 'UNKNOWN_EVENT'],
    ['has an unknown kind of event', { n: 1, t: 5, e: 'toString' }, 'UNKNOWN_EVENT'],
    ['has no n', { t: 5, e: 'tick' }, 'WRONG_FIELD'],
    ['has no time', { n: 1, e: 'tick' }, 'WRONG_FIELD'],
    ['has a time that is text', { n: 1, t: '5', e: 'tick' }, 'WRONG_FIELD'],
    ['has a time beyond all numbers', '{"n":1,"t":1e999,"e":"tick"}', 'WRONG_FIELD'],
    ['goes back in time', { n: 1, t: 4, e: 'tick' }, 'TIME_WENT_BACK'],
    ['has an id that is a number', { n: 1, t: 5, e: 'abandon', id: 7 }, 'WRONG_FIELD'],
    ['has no id', { n: 1, t: 5, e: 'state', s: 'idle' }, 'WRONG_FIELD'],
    ['has an unknown state', { n: 1, t: 5, e: 'state', id: 'a', s: 'asleep' }, 'WRONG_FIELD'],
    ['has no skills', { n: 1, t: 5, e: 'agent', id: 'b' }, 'WRONG_FIELD'],
    ['has skills in a list', { n: 1, t: 5, e: 'agent', id: 'b', skills: [1] }, 'WRONG_FIELD'],
    ['has a level that is text', { n: 1, t: 5, e: 'agent', id: 'b', skills: { x: '1' } }, 'WRONG_FIELD'],
    ['has a level too high', { n: 1, t: 5, e: 'agent', id: 'b', skills: { x: 65_536 } }, 'OUT_OF_RANGE'],
    ['has a level below 0', { n: 1, t: 5, e: 'agent', id: 'b', skills: { x: -1 } }, 'OUT_OF_RANGE'],
    ['has half a level', { n: 1, t: 5, e: 'agent', id: 'b', skills: { x: 1.5 } }, 'OUT_OF_RANGE'],
    ['has no priority', { n: 1, t: 5, e: 'arrive', id: 'd', rings: RINGS }, 'WRONG_FIELD'],
    ['has half a priority', { n: 1, t: 5, e: 'arrive', id: 'd', prio: 0.5, rings: RINGS }, 'OUT_OF_RANGE'],
    ['has no rings', { n: 1, t: 5, e: 'arrive', id: 'd', prio: 0 }, 'WRONG_FIELD'],
    ['has an empty list of rings', { n: 1, t: 5, e: 'arrive', id: 'd', prio: 0, rings: [] }, 'WRONG_FIELD'],
    ['has a ring that is null', { n: 1, t: 5, e: 'arrive', id: 'd', prio: 0, rings: [null] }, 'WRONG_FIELD'],
    [
      'has a ring without a time',
      { n: 1, t: 5, e: 'arrive', id: 'd', prio: 0, rings: [{ need: {} }] },
      'WRONG_FIELD',
    ],
    [
      'has a minimum too high',
      { n: 1, t: 5, e: 'arrive', id: 'd', prio: 0, rings: [{ after: 0, need: { x: 70_000 } }] },
      'OUT_OF_RANGE',
    ],
    ['rejects without an operator', { n: 1, t: 5, e: 'reject', id: 'd' }, 'WRONG_FIELD'],
    ['is a batch of nothing', { op: 'batch' }, 'WRONG_FIELD'],
    [
      'is a batch with one wrong event',
      { op: 'batch', ev: [{ n: 1, t: 6, e: 'state', id: 'a', s: 'idle' }, { n: 2 }] },
      'WRONG_FIELD',
    ],
    [
      'is a batch that goes back in time',
      {
        op: 'batch',
        ev: [
          { n: 1, t: 7, e: 'state', id: 'a', s: 'idle' },
          { n: 2, t: 6, e: 'tick' },
        ],
      },
      'TIME_WENT_BACK',
    ],
    ['begins without a policy', { op: 'init', v: 1 }, 'WRONG_FIELD'],
    ['begins in another version', { op: 'init', v: 2, policy: STRICT }, 'WRONG_FIELD'],
    [
      'begins without what a point is worth',
      { op: 'init', v: 1, policy: { aging: { mode: 'linear' }, pick: 'longest-idle' } },
      'WRONG_FIELD',
    ],
    ['picks by chance', { op: 'init', v: 1, policy: { ...STRICT, pick: 'random' } }, 'WRONG_FIELD'],
  ])('that %s is answered by an error and changes nothing', async (_, line, code) => {
    await begin();
    await ask({ n: 1, t: 0, e: 'agent', id: 'a', skills: { x: 1 } });
    await ask({ n: 2, t: 5, e: 'arrive', id: 'c', prio: 0, rings: RINGS });
    const answer = await stdio.ask(typeof line === 'string' ? line : JSON.stringify(line));
    expect(JSON.parse(answer)).toEqual({
      error: { code, say: expect.stringMatching(/\w/), line: expect.any(Number) },
    });
    expect(await ask({ op: 'stats' })).toEqual({ waiting: 1, idle: 0 });
    expect(await ask({ n: 3, t: 5, e: 'state', id: 'a', s: 'idle' })).toEqual({ n: 3, a: [['c', 'a', 5]] });
  });

  test('that would be more than there is room for is refused as a whole', async () => {
    await begin();
    const ev = Array.from({ length: 16_385 }, (_, n) => ({
      n,
      t: 0,
      e: 'agent',
      id: `operator ${n}`,
      skills: {},
    }));
    expect(await ask({ op: 'batch', ev })).toMatchObject({ error: { code: 'FULL' } });
    expect(await ask({ op: 'batch', ev: ev.slice(1) })).toEqual({ r: [] });
    expect(await ask({ n: 1, t: 0, e: 'state', id: 'operator 0', s: 'idle' })).toEqual({ n: 1, a: [] });
    expect(await ask({ op: 'stats' })).toEqual({ waiting: 0, idle: 0 });
    expect(await ask({ n: 2, t: 0, e: 'state', id: 'operator 1', s: 'idle' })).toEqual({ n: 2, a: [] });
    expect(await ask({ op: 'stats' })).toEqual({ waiting: 0, idle: 1 });
  });

  test('is named by its number, and those before "init" are wrong', async () => {
    const other = new StdioProcess();
    expect(JSON.parse(await other.ask('{"n":1,"t":0,"e":"tick"}'))).toMatchObject({
      error: { code: 'NOT_STARTED', line: 1 },
    });
    expect(JSON.parse(await other.ask('{"op":"stats"}'))).toMatchObject({
      error: { code: 'NOT_STARTED', line: 2 },
    });
    expect(JSON.parse(await other.ask(new Uint8Array([0x22, 0xff, 0x22])))).toMatchObject({
      error: { code: 'NOT_UTF8', line: 3 },
    });
    expect(await other.close()).toBe(0);
  });
});

describe('what a need asks for', () => {
  beforeEach(() => begin());

  test.each([
    ['a minimum of 0 or less asks for nothing', { x: 0, y: -3 }, true],
    ['levels are whole: 1.5 is asked of nobody who has 1', { z: 1.5 }, false],
    ['a skill that nobody has is missing', { none: 1 }, false],
  ])('%s', async (_, need, isServed) => {
    await ask({ n: 1, t: 0, e: 'agent', id: 'a', skills: { z: 1, zero: 0 } });
    await ask({ n: 2, t: 0, e: 'state', id: 'a', s: 'idle' });
    const answer = await ask({ n: 3, t: 0, e: 'arrive', id: 'c', prio: 0, rings: [{ after: 0, need }] });
    expect(answer).toEqual({ n: 3, a: isServed ? [['c', 'a', 0]] : [] });
  });

  test('nobody is asked before the first ring, and a later ring replaces one that asks for less', async () => {
    await ask({ n: 1, t: 0, e: 'agent', id: 'a', skills: { x: 1 } });
    const rings = [
      { after: 5, need: { x: 1 } },
      { after: 10, need: { x: 2 } },
      { after: 20.5, need: {} },
    ];
    await ask({ n: 2, t: 0, e: 'arrive', id: 'c', prio: 0, rings });
    await ask({ n: 3, t: 10, e: 'state', id: 'a', s: 'idle' });
    expect(await ask({ n: 4, t: 20, e: 'tick' })).toEqual({ n: 4, a: [] });
    expect(await ask({ n: 5, t: 30, e: 'tick' })).toEqual({ n: 5, a: [['c', 'a', 20.5]] });
  });
});
