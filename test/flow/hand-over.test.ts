import { describe, expect, test } from 'vitest';
import type { FlowEffect } from '../../src/flow/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const STEPS = `first: { queue: help, on: { timeout: end, full: end, unstaffed: end } }
poll: { play: hello, next: end }`;

/** A caller of a flow with these words at its top, who is in a queue. */
const queued = (head: string, steps = STEPS): TestCaller => new TestCaller(flowsOf(flow(steps, head))).call();

const ONLY_QUEUE = STEPS.split('\n')[0]!;

describe('a caller who is with an operator', () => {
  test('goes on in the flow when the operator has gone', () => {
    expect(queued('on_operator_left: poll').handedOver('operator_left').transcript.slice(-1)).toEqual([
      'en: hello',
    ]);
  });

  test('goes where the queue step itself says, before all else', () => {
    const own = STEPS.replace('timeout: end', 'timeout: poll, after_talk: end');
    expect(queued('on_operator_left: poll', own).handedOver('operator_left').ended).toBe('self_served');
  });

  test('may go back into the line, and the queue ends as it would have', () => {
    const caller = queued('on_transfer_back: { back_to: line }', ONLY_QUEUE);
    caller.forgetful = true;
    expect(caller.handedOver('transferred_back').queued).toBe('help');
    expect(caller.effects.at(-1)).toEqual({ kind: 'backToLine' });
    expect(caller.queueEnds('timeout').ended).toBe('self_served');
  });

  test('is hung up where nothing is said of it, as after any talk', () => {
    for (const event of ['operator_left', 'transferred_back'] as const)
      expect(queued('on_hold: hello', ONLY_QUEUE).handedOver(event).ended).toBe('self_served');
  });

  test('hears what the flow says of being on hold, and stays', () => {
    const wishes = (head: string): FlowEffect[] =>
      queued(head, ONLY_QUEUE)
        .handedOver('held')
        .effects.filter(({ kind }) => kind === 'wish');
    expect(wishes('on_hold: [hello, bye]')).toEqual([
      { kind: 'wish', visit: 1, wish: { kind: 'on_hold', language: 'en', prompts: ['hello', 'bye'] } },
    ]);
    expect(wishes('on_operator_left: { back_to: line }')).toEqual([]);
  });

  test('is nowhere but in a queue: elsewhere such events change nothing', () => {
    const caller = queued(
      'on_operator_left: poll',
      `first: { play: hello, next: wait }\n${STEPS.replace('first', 'wait')}`,
    );
    const before = caller.effects.length;
    for (const event of ['operator_left', 'transferred_back', 'held'] as const)
      caller.input({ kind: 'handedOver', event });
    expect(caller.effects).toHaveLength(before);
  });
});
