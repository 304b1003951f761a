import { describe, expect, test } from 'vitest';
import { crashOf } from './world/crash-of.ts';
import { runSeed } from './world/run-seed.ts';

/** `NODE_SEEDS=2000` looks further; the script `simulate` does so with `--nodes`. */
const SEEDS = Number(process.env.NODE_SEEDS ?? 40);
const CRASHES = 20;
const FIRST = Number(process.env.NODE_FIRST ?? 1);

describe('a call centre on two nodes behind an edge, of which one or the other dies', () => {
  test(`keeps every rule in the weather of ${SEEDS} seeds`, async () => {
    const failed: unknown[] = [];
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const { violation } = await runSeed(seed, { hasNodes: true });
      if (violation !== null) failed.push({ seed, ...violation });
    }
    expect(failed).toEqual([]);
  }, 120_000);

  test(`keeps every rule when its process is killed, too, once in each of ${CRASHES} seeds`, async () => {
    const failed: unknown[] = [];
    for (let seed = FIRST; seed < FIRST + CRASHES; seed++) {
      const { violation } = await runSeed(seed, { hasNodes: true, crashAt: crashOf(seed) });
      if (violation !== null) failed.push({ seed, crashAt: crashOf(seed), ...violation });
    }
    expect(failed).toEqual([]);
  }, 60_000);

  test('is not empty: callers are brought to the other node, or nowhere, from wherever they were', async () => {
    const stories: string[] = [];
    for (let seed = 1; seed <= 20; seed++)
      stories.push(...(await runSeed(seed, { hasNodes: true, tells: true })).story);
    const seen = [
      'the node north dies',
      'the node south dies',
      'the edge takes the node',
      'is brought to north as',
      'is brought to south as',
      'is brought nowhere',
      'has died: the caller is on',
      'the caller goes back to the old place',
      'the call ends: node_failure',
    ];
    expect(seen.filter((words) => !stories.some((line) => line.includes(words)))).toEqual([]);
  }, 60_000);
});
