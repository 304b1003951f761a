import { describe, expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

describe('tag', () => {
  test('gives label and reason to the journal, and lets the flow go on', () => {
    const main = flow(
      'first: { tag: "from {{ dialled }}", next: why }\nwhy: { tag: { reason: billing }, next: end }',
    );
    const caller = new TestCaller(flowsOf(main)).call();
    expect(caller.effects.filter(({ kind }) => kind === 'tagged')).toEqual([
      { kind: 'tagged', label: 'from 100', reason: null },
      { kind: 'tagged', label: null, reason: 'billing' },
    ]);
    expect(caller.transcript).toEqual(['hang up: normal, self_served']);
  });

  test('keeps a label short, and one of nothing is none', () => {
    const label = `"{{ dialled.trim() }}${'x'.repeat(40)}"`;
    const main = flow(
      `first: { tag: ${label}, next: again }\nagain: { tag: "{{ language.substring(2) }}", next: end }`,
    );
    const caller = new TestCaller(flowsOf(main), { dialled: '1'.repeat(50) }).call();
    const tagged = caller.effects.flatMap((effect) => (effect.kind === 'tagged' ? [effect.label] : []));
    expect(tagged).toEqual([`${'1'.repeat(50)}${'x'.repeat(10)}`, null]);
  });

  test('that has no value is an error of the step, and nothing is noted', () => {
    const main = flow(
      'first: { tag: "{{ 1 / int(dialled) }}", on: { done: end, error: help } }\nhelp: { queue: help }',
    );
    const caller = new TestCaller(flowsOf(main), { dialled: '0' }).call();
    expect(caller.queued).toBe('help');
    expect(caller.effects.some(({ kind }) => kind === 'tagged')).toBe(false);
  });
});

describe('wait', () => {
  const WAITING = flow(
    'first: { wait: 1500ms, next: menu }\nmenu: { menu: { prompts: ask, keys: { 1: help } }, on: { failed: end } }\nhelp: { queue: help }',
  );

  test('says nothing for its time, and does not answer', () => {
    const caller = new TestCaller(flowsOf(WAITING)).call();
    expect(caller.listening?.ms).toBe(1_500);
    expect(caller.silence().transcript).toEqual(['> …', 'answer', 'en: ask']);
  });

  test('keeps the keys pressed meanwhile for the question that follows', () => {
    const caller = new TestCaller(flowsOf(WAITING)).call().press('1').silence();
    expect(caller.transcript).toEqual(['> 1', '> …', 'answer', 'queue help']);
  });

  test('is over after a restart', () => {
    const caller = new TestCaller(flowsOf(WAITING)).call().input({ kind: 'resumed' });
    expect(caller.saying).not.toBeNull();
  });
});

describe('split', () => {
  const trial = (ways: string, name = ''): string =>
    flow(`first: { split: { ${name} ways: [${ways}], else: help } }
sales: { queue: sales }
help: { queue: help }`);
  const queueOf = (main: string, caller: string): string | null =>
    new TestCaller(flowsOf(main), { caller }).call().queued;
  const NUMBERS = Array.from({ length: 2_000 }, (_, index) => `+7916${String(index * 7).padStart(7, '0')}`);
  const salesAmong = (main: string): ReadonlySet<string> => {
    const set = flowsOf(main);
    return new Set(NUMBERS.filter((caller) => new TestCaller(set, { caller }).call().queued === 'sales'));
  };

  test('gives each way its share of neighbouring numbers', () => {
    const share = salesAmong(trial('{ percent: 20, to: sales }')).size / NUMBERS.length;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
    const both = salesAmong(trial('{ percent: 10, to: help }, { percent: 50, to: sales }')).size;
    expect(Math.abs(both / NUMBERS.length - 0.5)).toBeLessThan(0.04);
  });

  test('keeps everybody who was in when the share grows', () => {
    const few = salesAmong(trial('{ percent: 20, to: sales }'));
    const many = salesAmong(trial('{ percent: 60, to: sales }'));
    expect([...few].every((caller) => many.has(caller))).toBe(true);
  });

  test('sends other callers when the trial has another name', () => {
    const one = salesAmong(trial('{ percent: 50, to: sales }'));
    const other = salesAmong(trial('{ percent: 50, to: sales }', 'name: new-menu,'));
    const inBoth = [...one].filter((caller) => other.has(caller)).length;
    expect(Math.abs(inBoth / NUMBERS.length - 0.25)).toBeLessThan(0.05);
  });

  test('has its place in the number, the same on every machine', () => {
    const main = trial('{ percent: 50, to: sales }');
    const ways = ['+79161234567', '+79161234568', '+79161234569', '+4930123456'].map((caller) =>
      queueOf(main, caller),
    );
    expect(ways).toEqual(['sales', 'help', 'help', 'help']);
  });

  test('takes nobody who hides the number', () => {
    for (let percent = 9; percent < 100; percent += 10)
      expect(queueOf(trial(`{ percent: ${percent}, to: sales }`), '')).toBe('help');
  });
});

describe('loop', () => {
  const ROUNDS = (loop: string): string =>
    flow(`first: { set: { heard: 0 }, next: tell }
tell: { play: hello, next: count }
count: { set: { heard: heard + 1 }, next: round }
round: { loop: ${loop}, on: { again: tell, done: ask } }
ask: { menu: { prompts: ask, keys: { 1: tell } }, on: { failed: end } }`);
  const heardOf = (loop: string): string[] =>
    new TestCaller(flowsOf(ROUNDS(loop))).call().hearAll().transcript.slice(1);

  test('goes round again as often as it says', () => {
    expect(heardOf('2')).toEqual(['en: hello', 'en: hello', 'en: hello', 'en: ask']);
  });

  test('ends early when its expression is true', () => {
    expect(heardOf('{ times: 50, until: heard >= 2 }')).toEqual(['en: hello', 'en: hello', 'en: ask']);
  });

  test('ends at its cap when its expression is never true', () => {
    expect(heardOf('{ times: 1, until: heard > 9 }')).toEqual(['en: hello', 'en: hello', 'en: ask']);
  });

  test('counts anew when it was done', () => {
    const caller = new TestCaller(flowsOf(ROUNDS('1'))).call().hearAll().press('1');
    expect(caller.hearAll().transcript.filter((line) => line === 'en: hello')).toHaveLength(4);
  });

  test('that never comes to an end by silence alone is found', () => {
    expect(() => flowsOf(ROUNDS('1').replace('done: ask', 'done: tell'))).toThrow(/goes round for ever/);
  });

  test('that does not wait for the caller in its round is found', () => {
    expect(() => flowsOf(flow('first: { loop: 3, on: { again: first, done: end } }'))).toThrow(/goes round/);
  });
});
