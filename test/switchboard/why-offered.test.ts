import { expect, test } from 'vitest';
import type { OperatorAt } from '../../src/journal/index.ts';
import { type Offered, whyOthers } from '../../src/switchboard/index.ts';
import { FILES, Floor } from './floor.ts';

/** Six operators of the queue, of whom Anna is rung. */
const OPERATORS = {
  'operators.yaml': [
    'devices: { "1001": {}, "1002": {}, "1003": {}, "1004": {}, "1005": {}, "1006": {} }',
    'operators:',
    ...['anna', 'boris', 'vera', 'gleb', 'dina', 'erik'].map((id, at) => {
      const skills = id === 'erik' ? 'en: 3' : 'en: 3, support: 2';
      return `  ${id}: { name: ${id}, device: "100${at + 1}", skills: { ${skills} }, queues: { support: {}, safety: {} } }`;
    }),
    '',
  ].join('\n'),
};

const at = (operator: string, more: Partial<OperatorAt>): [string, OperatorAt] => [
  operator,
  { operator, presence: 'ready', reason: null, unit: 'free', sinceMs: -30_000, ...more },
];

function offered(): { floor: Floor; offer: Offered } {
  const floor = new Floor({ ...FILES, ...OPERATORS });
  floor.ready('anna');
  floor.arrives('c1');
  const offer = floor.entries.find((entry): entry is Offered => entry.kind === 'offered')!;
  return { floor, offer };
}

test('an offer tells what was asked for, and what of it the operator has', () => {
  const { offer } = offered();
  expect(offer).toMatchObject({ operator: 'anna' });
  const fit = { stage: 0, needs: 'support >= 1', levels: { support: 2 }, strategy: 'longest_idle' };
  expect(offer.why).toMatchObject(fit);
});

test('why nobody else was rung is told of each operator of the queue', () => {
  const { floor, offer } = offered();
  const atMs = offer.atMs;
  const declined = {
    kind: 'offerEnded',
    callId: 'c1',
    offerId: 'x',
    operator: 'vera',
    outcome: 'declined',
  } as const;
  const timeline = [{ ...declined, atMs: atMs - 14_000 }, offer];
  const then = new Map([
    at('boris', { presence: 'paused', reason: 'lunch', sinceMs: atMs - 60_000 }),
    at('vera', {}),
    at('gleb', { unit: 'busy', sinceMs: atMs - 35_000 }),
  ]);
  const others = whyOthers(offer, timeline, floor.switchboard.staffOf('support'), then);
  expect(others.map(({ operator, why }) => `${operator} ${why}`)).toEqual([
    'boris was paused (lunch) for 60 s',
    'vera declined this call 14 s ago',
    'gleb had been talking for 35 s',
    'dina nothing is known of them from then',
    'erik lacks support >= 1',
  ]);
});

test.each([
  [{ presence: 'offline' }, 'was not signed in'],
  [{ presence: 'missed' }, 'had been taken out after calls that were not answered'],
  [{ unit: 'offered' }, 'was being rung for another caller'],
  [{ unit: 'wrapUp' }, /^had been in wrap-up for \d+ s$/],
  [{}, /^was free for \d+ s and comes later/],
] as const)('%j is told as a sentence', (more, sentence) => {
  const { floor, offer } = offered();
  const boris = floor.switchboard.staffOf('support').filter(({ id }) => id === 'boris');
  const [{ why } = { why: '' }] = whyOthers(offer, [offer], boris, new Map([at('boris', more)]));
  expect(why).toMatch(sentence);
});

test('those who ring together are not asked why they do not', () => {
  const { floor, offer } = offered();
  const group: Offered = { ...offer, why: { ...offer.why, group: 2 } };
  const other: Offered = { ...group, operator: 'boris', offerId: 'y' };
  const staff = floor.switchboard.staffOf('support').filter(({ id }) => ['anna', 'boris'].includes(id));
  expect(whyOthers(group, [group, other], staff, new Map())).toEqual([]);
});
