import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { record } from '../test/routing/worlds/recorded.ts';
import { isRoom, type MutatedRoom, ROOMS } from './mutation/rooms.ts';

/**
 * mutation.ts [--room routing|flow] [--resume] [Stryker's own arguments]: which changes of a room's code no test would
 * notice. For the router, what the literal reference shows in some hundred worlds is recorded first; then Stryker judges
 * mutant by mutant. Prints the scores; the exit code is not 0 below the room's threshold (mutation/rooms.ts). With
 * `--resume` a run that was ended goes on where it was, if neither code nor tests nor arguments have changed since.
 */
const WORLDS = 120;

const given = process.argv.slice(2);
const name = taken('--room', 1).at(1) ?? 'routing';
if (!isRoom(name)) throw new Error(`--room wants one of ${Object.keys(ROOMS).join(', ')}`);
const resumes = taken('--resume', 0).length > 0;
const { tests, leftOut, ...room }: MutatedRoom = ROOMS[name];

mkdirSync('data/mutation', { recursive: true });
const worldsFile = resolve('data/mutation/worlds.json');
if (name === 'routing')
  writeFileSync(worldsFile, JSON.stringify(Array.from({ length: WORLDS }, (_, index) => record(index + 1))));
const common = JSON.parse(readFileSync('stryker.config.json', 'utf8')) as object;
const config = `data/mutation/${name}.stryker.json`;
writeFileSync(config, JSON.stringify({ ...common, ...room }));
const judgedFile = resolve(`data/mutation/judged-${stateOf(given)}.jsonl`);
if (!resumes) rmSync(judgedFile, { force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', config, ...given],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTATION_ROOM: name,
      MUTATION_WORLDS: worldsFile,
      MUTATION_TESTS: globSync(tests)
        .filter((file) => !leftOut.test(file))
        .toSorted()
        .join(','),
      MUTATION_JUDGED: judgedFile,
    },
  },
);
process.exitCode = status ?? 1;

/** An argument of ours with so many values is not for Stryker. */
function taken(argument: string, values: number): readonly string[] {
  const at = given.indexOf(argument);
  return at < 0 ? [] : given.splice(at, 1 + values);
}

/** Another text for everything that the judgement of a mutant hangs on. */
function stateOf(given: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([name, ...given]));
  for (const file of globSync([
    '{src,test,scripts/mutation}/**/*.ts',
    '{ivr-flows,test/bundles}/**/*.yaml',
    'stryker.config.json',
  ]).toSorted()) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}
