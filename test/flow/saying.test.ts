import { expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { flow } from './flows.ts';

test('a flow knows what it says in every call, and the kinds of what differs from call to call', () => {
  const { flows } = flowsOf(
    flow(`first:
  say:
    - { text: "1, 2, {{ dialled }}" }
    - { text: { en: Your balance is, ru: Ваш баланс } }
    - { money: 6 * 2, currency: EUR, case: genitive }
    - { digits: dialled }
    - { prompt: hello }
  next: end`),
  );
  const money = { kind: 'money', value: '12', currency: 'EUR', case: 'genitive' };
  expect(flows.get('main')?.sayings).toEqual([
    { language: 'en', item: { kind: 'text', text: 'Your balance is' } },
    { language: 'ru', item: { kind: 'text', text: 'Ваш баланс' } },
    { language: 'en', item: money },
    { language: 'ru', item: money },
    { language: 'en', valueKind: 'digits' },
    { language: 'ru', valueKind: 'digits' },
  ]);
});
