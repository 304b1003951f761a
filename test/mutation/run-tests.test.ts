import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { firstFailure, runAlone, type Test } from '../../scripts/mutation/run-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'judged-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Tests that note that they were run. */
const ran: string[] = [];
const noting = (id: string, act: () => void = () => {}): Test => ({
  id,
  run: () => {
    ran.push(id);
    act();
  },
});

const busyFor = (ms: number) => (): void => {
  const startedMs = performance.now();
  while (performance.now() - startedMs < ms);
};

const forEver = (): void => {
  for (;;);
};

const failing = (message: string) => (): void => {
  throw new Error(message);
};

describe('tests that judge a mutant', () => {
  test('are run up to the first that fails', () => {
    ran.length = 0;
    const tests = [noting('a'), noting('b', failing('no')), noting('c')];
    expect(firstFailure(tests, () => 100)).toEqual({ test: tests[1], message: 'no', isEndless: false });
    expect(ran).toEqual(['a', 'b']);
    expect(firstFailure([tests[0]!, tests[2]!], () => 100)).toBeUndefined();
    expect(firstFailure([], () => 100)).toBeUndefined();
  });

  test('may take long, and those before them are not run again', () => {
    ran.length = 0;
    const tests = [noting('a'), noting('long', busyFor(600)), noting('b')];
    expect(firstFailure(tests, () => 5_000)).toBeUndefined();
    expect(ran).toEqual(['a', 'long', 'long', 'b']);
  });

  test('are ended where they have no end', () => {
    ran.length = 0;
    const failure = firstFailure([noting('a'), noting('endless', forEver), noting('b')], () => 50);
    expect([failure?.test.id, failure?.isEndless, failure?.message]).toEqual([
      'endless',
      true,
      'longer than 50 ms',
    ]);
    expect(ran.filter((id) => id !== 'endless')).toEqual(['a']);
  });

  test('have no end where the code that is counted says so', () => {
    const counted = noting('counted', failing('Stryker: Hit count limit reached (5)'));
    expect(runAlone(counted, 100)).toMatchObject({ isEndless: true });
    expect(runAlone(noting('well'), 100)).toBeUndefined();
  });
});

test('what became of a mutant is remembered for the next run, a line that was cut off aside', async () => {
  process.env.MUTATION_JUDGED = join(folder, 'judged.jsonl');
  const { judgedBefore, remember } = await import('../../scripts/mutation/judged-before.ts');
  remember('7', { status: 'survived' });
  remember('8', { status: 'killed' });
  appendFileSync(process.env.MUTATION_JUDGED, '["9",{"status":"ki');
  expect(['7', '8', '9'].map(judgedBefore)).toEqual([
    { status: 'survived' },
    { status: 'killed' },
    undefined,
  ]);
});
