import { describe, expect, test } from 'vitest';
import type { FlowEffect } from '../../src/flow/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const HEAD = 'on_hangup: gone\ndefaults: { on: { timeout: end, full: end, unstaffed: end } }';
const MAIN = flow(
  `first: { set: { tries: 1 }, next: ask }
ask: { menu: { prompts: ask, keys: { 1: more, 2: help } }, on: { failed: end } }
more: { set: { tries: tries + 1 }, next: ask }
help: { queue: help }
gone: { branch: { if: tries > 1, then: tell, else: end } }
tell: { tag: "after {{ tries }}", next: end }`,
  HEAD,
);

const steps = (effects: readonly FlowEffect[]): string[] =>
  effects.flatMap((effect) => {
    if (effect.kind === 'stepEntered') return [`> ${effect.step}`];
    if (effect.kind === 'stepLeft') return [`< ${effect.step} ${effect.outcome}`];
    return effect.kind === 'tagged' ? [`tag ${effect.label}`] : [effect.kind];
  });

/** What follows the hang-up of this caller. */
function afterHangUp(caller: TestCaller): string[] {
  const before = caller.effects.length;
  caller.input({ kind: 'hungUp' });
  expect(caller.state.over).toBe(true);
  return steps(caller.effects.slice(before));
}

describe('when the caller hangs up', () => {
  test('the steps behind on_hangup are done, with the variables of the flow, and nothing is said', () => {
    const caller = new TestCaller(flowsOf(MAIN)).call().press('1');
    expect(afterHangUp(caller)).toEqual([
      '> gone',
      '< gone then',
      '> tell',
      'tag after 2',
      '< tell done',
      '> end',
    ]);
    expect(afterHangUp(caller)).toEqual([]);
  });

  test('they are done in the queue as well', () => {
    const caller = new TestCaller(flowsOf(MAIN)).call().press('2');
    expect(afterHangUp(caller)).toEqual(['> gone', '< gone else', '> end']);
  });

  test('an error there ends it, whatever would handle it while the caller is there', () => {
    const handled = '"{{ 1 / (tries - 2) }}", on: { done: end, error: more } }';
    const main = MAIN.replace('"after {{ tries }}", next: end }', handled);
    const caller = new TestCaller(flowsOf(main)).call();
    expect(afterHangUp(caller.press('1'))).toEqual([
      '> gone',
      '< gone then',
      '> tell',
      'trouble',
      '< tell error',
    ]);
  });

  test('before the flow has begun, or without on_hangup, nothing follows', () => {
    expect(afterHangUp(new TestCaller(flowsOf(MAIN)))).toEqual([]);
    const silent = flow('first: { play: hello, next: end }');
    expect(afterHangUp(new TestCaller(flowsOf(silent)).call())).toEqual([]);
  });

  test('the flow that was called is finished first, and then the one that waits for it', () => {
    const main = flow(
      `first: { set: { who: '"main"' }, next: call }
call: { subflow: part, next: end }
gone: { tag: "{{ who }}", next: end }`,
      HEAD.split('\n')[0],
    );
    const part = `flow: part\non_hangup: gone\nstart: first\nsteps:
  first: { set: { who: '"part"' }, next: tell }
  tell: { play: hello, next: back }
  back: { return: {} }
  gone: { tag: "{{ who }}", next: end }
  end: { hangup: normal }\n`;
    const caller = new TestCaller(flowsOf(main, { 'part.flow.yaml': part })).call();
    expect(afterHangUp(caller)).toEqual([
      ...['> gone', 'tag part', '< gone done', '> end'],
      ...['> gone', 'tag main', '< gone done', '> end'],
    ]);
  });

  test('what is left of a say or a timer is nothing to the exchange any more', () => {
    const caller = new TestCaller(flowsOf(MAIN)).call();
    expect(caller.state.saying).not.toBeNull();
    expect(afterHangUp(caller)).not.toContain('stopSaying');
    expect(caller.state).toMatchObject({ saying: null, listenId: null });
  });
});
