import { expect } from 'vitest';
import { flow } from './flows.ts';
import type { Case } from './transcripts.ts';

export const SAYING: readonly Case[] = [
  [
    'values come in one form, however they were computed',
    flow(`first:
  say:
    - { ordinal: 20 + 5, gender: neuter, case: genitive }
    - { number: 1.0 / 3.0 }
    - { date: '"2026-11-25"', case: genitive }
    - { time: '"9:05"' }
    - { money: "12.50 + 0.0", currency: RUB }
    - { duration: '"1h30m"' }
  next: end`),
    (caller) => {
      caller.call();
      const said = caller.effects.find((effect) => effect.kind === 'say');
      const bent = { gender: 'neuter', case: 'genitive' };
      expect(said?.items[0]).toEqual({ kind: 'ordinal', value: '25', ...bent });
      expect(said?.items[4]).toEqual({ kind: 'money', value: '12.5', currency: 'RUB' });
    },
    ['answer', 'en: ordinal(25) number(0.333333) date(2026-11-25) time(09:05) money(12.5) duration(5400)'],
  ],
  [
    'a value that cannot be said is an error, and nothing of the step is heard',
    flow(
      `first: { say: [{ prompt: hello }, { date: '"2026-11-3" + dialled' }], next: help, on: { error: sorry } }
sorry: { play: sorry, next: end }
help: { queue: help }`,
    ),
    (caller) => caller.call(),
    ['answer', '! "first": "2026-11-3" + dialled: "2026-11-3100" cannot be said as a date', 'en: sorry'],
  ],
  [
    'a caller who hides the number hears nothing in its place',
    flow(`first: { say: [{ phone: 'caller.number.substring(0, 0)' }], next: help }\nhelp: { queue: help }`),
    (caller) => caller.call().hear(),
    ['answer', 'en: phone()', 'queue help'],
  ],
];
