import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore, storyOf } from '../http/doubles.ts';
import { given } from '../http/small-scores.ts';

let folder: string;
let http: Http;
let house: SmallHouse;
let printed: string[];
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  house = new SmallHouse();
  const store = new SmallStore();
  store.call = async (callId) => storyOf(callId, 'anna');
  const parts = { house, store, jobs: idleJobs, log: pino({ level: 'silent' }) };
  const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
  http = await createHttp({ ...parts, ...place, onBroken: () => {} });
  ({ port } = await http.listen());
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
  printed = [];
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

function run(...args: string[]): Promise<number> {
  async function* nothing(): AsyncGenerator<string> {}
  const env = { CORDBOARD_DATA: folder, CORDBOARD_HTTP_PORT: String(port) };
  const print = (line: string): void => void printed.push(line);
  return runCommand(['scores', ...args], env, print, print, nothing);
}

const LINE =
  '1970-01-01T00:00:00.500Z c1: supervisor olga scores anna by talk: 81.3 % — ask for the order sooner; at 1:05 of c1-2: a long silence';

test('scores tells in words who scored whom how high, and of one call every answer', async () => {
  expect(await run('--operator', 'anna', '--from', '2026-03-02T00:00:00Z')).toBe(0);
  expect(printed).toEqual([LINE]);
  expect(house.scores.asked).toEqual([{ operator: 'anna', from: 1_772_409_600_000, limit: 50 }]);
  expect(await run('c1')).toBe(0);
  expect(printed.slice(1)).toEqual([
    LINE,
    '  greeted: yes, 25 of 25 points',
    '  tone: 4, 56.25 of 75 points',
  ]);
  expect(await run('--json')).toBe(0);
  expect(JSON.parse(printed.at(-1)!)).toEqual([given]);
});

test('a critical "no" is told with the score', async () => {
  house.scores.scores = [{ ...given, percent: 0, failed: ['greeted'], comment: null, remarks: [] }];
  await run();
  expect(printed).toEqual([
    '1970-01-01T00:00:00.500Z c1: supervisor olga scores anna by talk: 0 % (a critical "no": greeted)',
  ]);
});

test('what is asked in a wrong way is told with how to ask', async () => {
  expect(await run('--team', 'x')).toBe(2);
  expect(await run('--limit', '0')).toBe(1);
});
