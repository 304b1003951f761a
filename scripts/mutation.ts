import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { record } from '../test/routing/worlds/recorded.ts';

/**
 * mutation.ts [Stryker's own arguments]: which changes of the router's code no test would notice. What the literal
 * reference shows in some hundred worlds is recorded first; then Stryker judges mutant by mutant. Prints the score;
 * the exit code is not 0 below the threshold in stryker.config.json.
 */
const WORLDS = 200;
const SLOW_OR_OF_OTHERS = /(theory|erlang|stdio|properties|worlds|recorded)\.test\.ts$/;

mkdirSync('data/mutation', { recursive: true });
const worldsFile = resolve('data/mutation/worlds.json');
writeFileSync(worldsFile, JSON.stringify(Array.from({ length: WORLDS }, (_, index) => record(index + 1))));
const tests = globSync('test/routing/*.test.ts').filter((file) => !SLOW_OR_OF_OTHERS.test(file));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, MUTATION_WORLDS: worldsFile, MUTATION_TESTS: tests.toSorted().join(',') },
  },
);
process.exitCode = status ?? 1;
