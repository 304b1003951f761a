import { expect, test } from 'vitest';
import { FROM_MS, inventedCalls } from '../../scripts/bench/reports/invented-calls.ts';
import { DIMENSIONS, type Dimension, type Report } from '../../src/reports/index.ts';
import { Folding } from '../reports/folding.ts';

const DAY = { from: '2025-01-01T00:00:00Z', to: '2025-01-02T00:00:00Z', interval: '1d' } as const;

const told = new Map<Dimension, Report>(
  (() => {
    const folding = new Folding();
    const calls = inventedCalls({ calls: 1_000, days: 1, fromMs: FROM_MS });
    folding.take([...calls].flat());
    return DIMENSIONS.map((by) => [by, folding.report({ by, ...DAY })] as const);
  })(),
);
const ofAll = (by: Dimension) => told.get(by)!.totals.at(-1)!.figures;

test.each(DIMENSIONS)('a report by %s has something to tell of the invented calls', (by) => {
  expect(told.get(by)!.rows.length).toBeGreaterThan(0);
});

test('what reports count of menus and talks happens in the invented calls', () => {
  const counts = {
    step: ['visits', 'hungUp', 'wrongKeys', 'silences'],
    queue: [
      ...['holds', 'consults', 'consultsAnswered', 'conferences'],
      ...['transferredToFlow', 'transferredToOperator', 'transferredToQueue'],
      ...['callbacksAsked', 'callbacksReached', 'callbacksMerged', 'callbacksFailed', 'scores'],
    ],
    survey: ['surveyAnswers', 'voiceAnswers'],
  } as const;
  for (const [by, keys] of Object.entries(counts))
    for (const key of keys) expect(ofAll(by as Dimension)[key], `${key} by ${by}`).toBeGreaterThan(0);
});

test('the invented calls are those of a hotline: most are answered, a few are given up', () => {
  const { abandonedInFlow, abandonedInQueue } = ofAll('number');
  expect(abandonedInFlow).toBe(ofAll('step').hungUp);
  expect(abandonedInFlow).toBeGreaterThan(50);
  expect(abandonedInFlow).toBeLessThan(120);
  expect(abandonedInQueue).toBeGreaterThan(80);
  expect(abandonedInQueue).toBeLessThan(160);
});
