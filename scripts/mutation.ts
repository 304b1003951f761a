import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { record } from '../test/routing/worlds/recorded.ts';

/**
 * mutation.ts [--resume] [Stryker's own arguments]: which changes of the router's code no test would notice. What the
 * literal reference shows in some hundred worlds is recorded first; then Stryker judges mutant by mutant. Prints the
 * scores; the exit code is not 0 below the threshold in stryker.config.json. With `--resume` a run that was ended goes
 * on where it was, if neither code nor tests nor arguments have changed since.
 */
const WORLDS = 120;
const SLOW_OR_OF_OTHERS = /(theory|erlang|stdio|properties|worlds|recorded)\.test\.ts$/;

mkdirSync('data/mutation', { recursive: true });
const worldsFile = resolve('data/mutation/worlds.json');
writeFileSync(worldsFile, JSON.stringify(Array.from({ length: WORLDS }, (_, index) => record(index + 1))));
const tests = globSync('test/routing/*.test.ts').filter((file) => !SLOW_OR_OF_OTHERS.test(file));
const given = process.argv.slice(2).filter((argument) => argument !== '--resume');
const judgedFile = resolve(`data/mutation/judged-${stateOf(given)}.jsonl`);
if (!process.argv.includes('--resume')) rmSync(judgedFile, { force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', ...given],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTATION_WORLDS: worldsFile,
      MUTATION_TESTS: tests.toSorted().join(','),
      MUTATION_JUDGED: judgedFile,
    },
  },
);
process.exitCode = status ?? 1;

/** Another text for everything that the judgement of a mutant hangs on. */
function stateOf(given: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(given));
  for (const file of globSync([
    '{src/base,src/routing,test/routing,scripts/mutation}/**/*.ts',
    'stryker.config.json',
  ]).toSorted()) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}
