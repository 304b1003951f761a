import { expect, test } from 'vitest';
import { DRILLS } from '../../scripts/drills/all.ts';
import { type DrillRun, loadOf, loadText } from '../../scripts/drills/drill.ts';
import { outcomeOf, resultOf, shortly } from '../../scripts/drills/results.ts';

const ASKED = { waiting: 200, talking: 50 };
const drill = DRILLS.find(({ id }) => id === 'D01')!;
const run = (seconds: number, evidence: string): DrillRun => ({
  evidence: [evidence],
  figures: [{ what: 'until it is ready', value: seconds, unit: 's', atMost: 2 }],
  faults: [],
});
const RUNS = [run(1, 'process 7 was killed'), run(3, 'process 8 was killed')];

test('a drill makes the load that is asked for, its own, or no more than so much of it', () => {
  expect(loadOf({}, ASKED)).toEqual(ASKED);
  expect(loadOf({ load: { waiting: 450, talking: 50 } }, ASKED)).toEqual({ waiting: 450, talking: 50 });
  expect(loadOf({ load: { atMost: { waiting: 10, talking: 4 } } }, ASKED)).toEqual({
    waiting: 10,
    talking: 4,
  });
  expect(loadOf({ load: { atMost: { waiting: 300, talking: 4 } } }, ASKED)).toEqual({
    waiting: 200,
    talking: 4,
  });
  expect(loadOf({ load: { instead: 'unit tests' } }, ASKED)).toBe('unit tests');
  expect(loadOf({ coming: 1 }, ASKED)).toEqual({ ...ASKED, coming: 1 });
  expect(loadText({ ...ASKED, coming: 1 })).toBe('200 waiting, 50 talking, 1 new each second');
});

test('a drill that does not look at what is asked for says what it makes', () => {
  const silent = DRILLS.filter(({ run: { length }, load }) => length === 0 && load === undefined);
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('a result has the load that was made, the worst of each figure, and what proved that the fault happened', () => {
  const result = resultOf({ waiting: 10, talking: 4 }, RUNS, '2026-11-27');
  expect(result).toEqual({
    on: '2026-11-27',
    load: { waiting: 10, talking: 4 },
    runs: 2,
    passed: 1,
    evidence: ['process 7 was killed', 'process 8 was killed'],
    worst: [{ what: 'until it is ready', value: 3, unit: 's', atMost: 2 }],
    faults: [],
  });
  expect(shortly(result)).toBe('1 of 2 passed (2026-11-27, 10 waiting, 4 talking)');
  expect(outcomeOf(drill, result, '')).toBe(
    '1 of 2 runs passed (2026-11-27, 10 waiting, 4 talking). The worst of them:\n\n' +
      '* until it is ready: 3 s (at most 2 s): MISSED **(broken)**',
  );
});

test('where no standing load was made, words stand in its place', () => {
  const result = resultOf('unit tests', RUNS, '2026-11-27');
  expect(shortly(result)).toBe('1 of 2 passed (2026-11-27, unit tests)');
  expect(outcomeOf(drill, result, '')).toContain('1 of 2 runs passed (2026-11-27, unit tests). The worst');
});

test('what the page says of a drill that was not run here stays', () => {
  const page =
    '### D01: title\n\npromise\n\n3 of 3 runs passed.\n\n* a figure\n\n### D02: title\n\npromise\n\nno';
  expect(outcomeOf(drill, undefined, page)).toBe('3 of 3 runs passed.\n\n* a figure');
  expect(outcomeOf(drill, undefined, '')).toBe('Not run yet: `npm run drills -- D01`.');
});
