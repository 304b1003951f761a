import { expect, test } from 'vitest';
import { DRILLS } from '../../scripts/drills/all.ts';
import { hasPassed, isMet, runText } from '../../scripts/drills/drill.ts';

/** A small load, and figures that a busy machine may miss are for `npm run drills`: what was promised must hold. */
const LOAD = { waiting: 40, talking: 10 };
const DRILL_MS = 120_000;

test(
  'nobody is dropped and nobody loses the place when Cordboard is killed with fifty calls',
  async () => {
    const drill = DRILLS.find(({ id }) => id === 'D01')!;
    const run = await drill.run(LOAD);
    expect(run.faults, runText(run).join('\n')).toEqual([]);
    expect(run.evidence).toHaveLength(1);
    const dropped = run.figures.find(({ what }) => what === 'callers dropped')!;
    expect(dropped.value).toBe(0);
  },
  DRILL_MS,
);

test('a drill that proves nothing, breaks a promise or misses a figure has failed', () => {
  const good = { evidence: ['it was killed'], figures: [], faults: [] };
  const late = { what: 'until it is ready', value: 3, unit: 's', atMost: 2 };
  expect(hasPassed(good)).toBe(true);
  expect(hasPassed({ ...good, evidence: [] })).toBe(false);
  expect(hasPassed({ ...good, faults: ['dropped'] })).toBe(false);
  expect(hasPassed({ ...good, figures: [late] })).toBe(false);
  expect(isMet({ ...late, value: 2 })).toBe(true);
  expect(isMet({ what: 'music', value: 97, unit: '%', atLeast: 98 })).toBe(false);
  expect(runText({ ...good, figures: [late] })).toContain('  until it is ready: 3 s (at most 2 s): MISSED');
});
