import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Counts } from '../count-reporter.ts';
import type { DrillRun } from './drill.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SAID_MAX = 4_000;

export type TestsOfDrill = {
  readonly project: 'asterisk' | 'simulation' | 'unit';
  readonly files: readonly string[];
  /** Of their names; all without it. */
  readonly named?: string;
  /** How often those that can be repeated are; once without it. */
  readonly times?: number;
  /** So many there are at least: fewer would prove nothing. */
  readonly atLeast: number;
  /** What a test is, in the plural. */
  readonly of: string;
};

/** A drill whose fault tests make already: they run in their long form, and are counted. */
export async function runTests(tests: TestsOfDrill): Promise<DrillRun> {
  const { project, files, named, times = 1, atLeast, of } = tests;
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-drill-'));
  const countsFile = join(folder, 'counts.json');
  try {
    const said = await vitest({ COUNTS_FILE: countsFile, RACES_TIMES: String(times) }, [
      ...['run', '--project', project, '--reporter', 'dot', '--reporter', './scripts/count-reporter.ts'],
      ...(named === undefined ? [] : ['--testNamePattern', named]),
      ...files,
    ]);
    const { passed, failed } = JSON.parse(await readFile(countsFile, 'utf8')) as Counts;
    return {
      evidence: passed + failed >= atLeast ? [`${passed + failed} ${of} were run`] : [],
      figures: [{ what: `${of} that went wrong`, value: failed, unit: of, atMost: 0 }],
      faults: failed === 0 ? [] : [said],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Resolves with its last words. */
async function vitest(settings: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
    cwd: ROOT,
    env: { ...process.env, RACES: 'all', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-SAID_MAX);
    });
  await once(child, 'close');
  return said;
}
