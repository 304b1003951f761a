import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** What is counted in a run of vitest over these files. */
function countsOf(files: Readonly<Record<string, string>>): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-counts-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const countsFile = join(folder, 'counts.json');
  const reporter = join(ROOT, 'scripts/count-reporter.ts');
  spawnSync(process.execPath, [VITEST, 'run', '--root', folder, '--globals', '--reporter', reporter], {
    env: { PATH: process.env.PATH, COUNTS_FILE: countsFile },
  });
  const counts: unknown = JSON.parse(readFileSync(countsFile, 'utf8'));
  rmSync(folder, { recursive: true });
  return counts;
}

describe('the numbers in the last line of npm test', () => {
  test('each test counts once, and who was skipped says why', () => {
    const text = `
      describe('here', () => {
        test('good', () => {});
        test.each([1, 2])('bad %s', () => expect(1).toBe(2));
        test('out', ({ skip }) => skip('no microphone'));
        test.skip('silent', () => {});
      });`;
    expect(countsOf({ 'a.test.ts': text, 'b.test.ts': `test('good', () => {});` })).toEqual({
      passed: 2,
      failed: 2,
      skips: ['here > out: no microphone', 'here > silent: no reason given'],
      failures: [1, 2].map((which) =>
        expect.stringMatching(new RegExp(`^a.test.ts > here > bad ${which}\nexpected 1 to be 2`)),
      ),
      drillsMs: 0,
    });
  });

  test('a file that does not load, and an error outside of tests, are failures', () => {
    const files = {
      'broken.test.ts': `throw new Error('at load');`,
      'late.test.ts': `test('good', () => { void Promise.reject(new Error('nobody waits for this')); });`,
    };
    const failures = ['broken.test.ts\nat load', 'outside of every test\nnobody waits for this'];
    expect(countsOf(files)).toEqual({ passed: 1, failed: 2, skips: [], failures, drillsMs: 0 });
  });

  test('a suite that does not exist is refused with those that do', () => {
    const ended = spawnSync(process.execPath, [join(ROOT, 'scripts/run-tests.ts'), 'nonsense'], {
      encoding: 'utf8',
    });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toBe(
      'no such suite: nonsense; there are: types, lint, dead code, unit, simulation, contracts, asterisk\n',
    );
  });
});
