import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Counts } from './count-reporter.ts';

/**
 * run-tests.ts [SUITE...]: runs all suites, or those named, one after the other, and ends in one line:
 * "N passed, N failed", with ", N skipped" when there are any. Above it stand, once more, what failed and why, and what
 * was skipped and why. The exit code is 0 when nothing failed.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'node_modules', '.bin');

/** A suite counts its own tests, or is one test: it passes when its command ends with 0. */
type Suite = {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
  readonly counts?: true;
};

/** What mostly waits for servers leaves a processor free: three files at once are no more than two can carry. */
const WAITING = ['--maxWorkers', '3'];

const vitest = (project: string, ...more: readonly string[]): Suite => ({
  name: project,
  commands: [
    [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter',
      'default',
      '--reporter',
      './scripts/count-reporter.ts',
      ...more,
    ],
  ],
  counts: true,
});

const SUITES: readonly Suite[] = [
  { name: 'types', commands: [['tsc', '-p', '.']] },
  {
    name: 'lint',
    commands: [
      ['biome', 'ci', '--error-on-warnings'],
      ['oxlint', '--type-aware', '--deny-warnings'],
    ],
  },
  { name: 'dead code', commands: [['knip']] },
  vitest('unit', ...WAITING),
  vitest('simulation'),
  vitest('contracts', ...WAITING),
  vitest('asterisk', ...WAITING),
];

/** Settings of whoever runs the tests must not change what is tested. */
function cleanEnvironment(countsFile: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CORDBOARD_'));
  const path = [join(ROOT, '.tools', 'node', 'bin'), BIN, process.env.PATH].join(':');
  return { ...Object.fromEntries(own), PATH: path, COUNTS_FILE: countsFile };
}

function run(suite: Suite, folder: string): Counts {
  const countsFile = join(folder, `${suite.name}.json`);
  const startMs = performance.now();
  console.log(`\n── ${suite.name}`);
  const good = suite.commands.every(([command, ...args]) => {
    const { status } = spawnSync(join(BIN, command!), args, {
      cwd: ROOT,
      stdio: 'inherit',
      env: cleanEnvironment(countsFile),
    });
    return status === 0;
  });
  const counts = countsOf(suite, good, countsFile);
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  console.log(`── ${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  return counts;
}

/** A run that ended badly has failed, whatever it counted: it may have died before it counted all. */
function countsOf(suite: Suite, good: boolean, countsFile: string): Counts {
  const bad = { failed: 1, skips: [], failures: [`${suite.name}: its output stands above`], drillsMs: 0 };
  if (suite.counts === undefined)
    return good ? { passed: 1, failed: 0, skips: [], failures: [], drillsMs: 0 } : { passed: 0, ...bad };
  if (!existsSync(countsFile)) return { passed: 0, ...bad };
  const counts = JSON.parse(readFileSync(countsFile, 'utf8')) as Counts;
  return good || counts.failed > 0 ? counts : { ...counts, ...bad };
}

function chosenSuites(names: readonly string[]): readonly Suite[] {
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(
      `no such suite: ${unknown.join(', ')}; there are: ${SUITES.map(({ name }) => name).join(', ')}`,
    );
    process.exit(2);
  }
  return names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));
}

const suites = chosenSuites(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'cordboard-tests-'));
const all = suites.map((suite) => run(suite, folder));
rmSync(folder, { recursive: true });
const skips = all.flatMap((counts) => counts.skips);
const passed = all.reduce((sum, counts) => sum + counts.passed, 0);
const failed = all.reduce((sum, counts) => sum + counts.failed, 0);
const drillsMs = all.reduce((sum, counts) => sum + counts.drillsMs, 0);
console.log('');
if (drillsMs > 0)
  console.log(`quick form of the drills: ${Math.round(drillsMs / 1_000)} s, beside other tests`);
for (const failure of all.flatMap((counts) => counts.failures)) console.log(`failed: ${failure}\n`);
for (const skip of skips) console.log(`skipped: ${skip}`);
console.log(`${passed} passed, ${failed} failed${skips.length > 0 ? `, ${skips.length} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
