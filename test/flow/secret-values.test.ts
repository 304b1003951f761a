import { describe, expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { asking, DIGITS_MASKED, KINDS, PIN } from './secret-flows.ts';

describe.each(KINDS)('what is taken by a secret %s', (_, ask) => {
  test('serves a comparison, and none of its digits is among the effects', () => {
    const caller = new TestCaller(flowsOf(asking(ask, `pin == "${PIN}"`))).call().press(PIN);
    expect(caller.queued).toBe('help');
    const taken = caller.effects.flatMap((effect) => (effect.kind === 'digitTaken' ? [effect.digit] : []));
    expect(taken).toEqual(DIGITS_MASKED);
    expect(JSON.stringify(caller.effects)).not.toContain(PIN);
  });

  test.each([
    ['that cannot convert it', 'bool(pin)'],
    ['that overflows with it', 'int(pin) * 1000000000000 > 1'],
  ])('is not quoted by an expression %s', (_what, condition) => {
    const caller = new TestCaller(flowsOf(asking(ask, condition))).call().press(PIN);
    expect(caller.transcript).toContain(`! "check": ${condition}: it has no value`);
    expect(JSON.stringify(caller.effects)).not.toContain(PIN);
  });
});

test('a value that is no secret is named by the expression that fails with it', () => {
  const plain = 'input: { prompts: hello, into: pin, digits: 8 }';
  const caller = new TestCaller(flowsOf(asking(plain, 'bool(pin)'))).call().press(PIN);
  expect(caller.transcript.some((line) => line.startsWith('!') && line.includes(PIN))).toBe(true);
});
