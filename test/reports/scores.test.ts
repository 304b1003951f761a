import { expect, test } from 'vitest';
import type { Entry } from '../../src/journal/index.ts';
import { callStory, seconds } from './call-story.ts';
import { Folding } from './folding.ts';

type Scored = Extract<Entry, { kind: 'scored' }>;

const scored = (at: number, percent: number, more: Partial<Scored> = {}): Scored => ({
  ...{ kind: 'scored', callId: '1', form: 'talk', version: '1', by: 'olga', operator: 'anna' },
  ...{ queue: 'sales', percent, failed: [], answers: [], comment: null, remarks: [] },
  ...{ isFirst: true, replaces: null, atMs: seconds(at) },
  ...more,
});

const SPAN = { from: '2026-03-02T09:00:00Z', to: '2026-03-02T12:00:00Z', interval: '1h' } as const;
const FIGURES = ['meanScore', 'scores', 'scoredCalls'] as const;

function told(entries: readonly Entry[], by: 'operator' | 'queue', value: string) {
  const folding = new Folding();
  for (const entry of entries) folding.take([entry]);
  const { rows, totals } = folding.report({ by, ...SPAN });
  const figuresOf = (row: (typeof totals)[number]) => FIGURES.map((key) => row.figures[key]);
  const isScored = ({ figures }: (typeof rows)[number]) => figures.scores !== 0 || figures.scoredCalls !== 0;
  const hours = rows.filter((row) => row.value === value && isScored(row));
  const total = totals.find((each) => each.value === value);
  return { hours: hours.map(figuresOf), total: total && figuresOf(total) };
}

const CALL = callStory({ callId: '1', at: 0, waits: 5, talks: 60, wrapsUp: 0, queue: 'sales' });

test('the mean score of an operator and a queue counts when it is given, behind the end of the call', () => {
  const entries = [...CALL, scored(3_700, 87.5), scored(3_800, 50.2, { by: 'pavel', isFirst: false })];
  expect(told(entries, 'operator', 'anna').hours).toEqual([[68.85, 2, 1]]);
  expect(told(entries, 'queue', 'sales').total).toEqual([68.85, 2, 1]);
});

test('a score that takes the place of another takes that back where it was counted', () => {
  const first = scored(100, 40);
  const again = scored(7_300, 90, { isFirst: false, replaces: { atMs: first.atMs, percent: 40 } });
  expect(told([...CALL, first, again], 'operator', 'anna')).toEqual({
    hours: [
      [null, 0, 1],
      [90, 1, 0],
    ],
    total: [90, 1, 1],
  });
});

test('a score of no queue is told of the operator alone', () => {
  const entries = [scored(100, 40, { queue: null })];
  expect(told(entries, 'operator', 'anna').total).toEqual([40, 1, 1]);
  expect(told(entries, 'queue', 'sales').total).toBeUndefined();
});
