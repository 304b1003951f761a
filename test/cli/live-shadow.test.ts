import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';
import { ROOT } from '../sources.ts';

let folder: string;
let house: SmallHouse;
let http: Http;
let env: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  house = new SmallHouse();
  const parts = { house, store: new SmallStore(), jobs: idleJobs, log: pino({ level: 'silent' }) };
  const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
  http = await createHttp({ ...parts, ...place, onBroken: () => {} });
  const { port } = await http.listen();
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
  env = { CORDBOARD_DATA: folder, CORDBOARD_HTTP_PORT: String(port) };
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

/** The exit code and all lines. */
async function shadow(...args: string[]): Promise<readonly [number, ...string[]]> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  async function* typed(): AsyncGenerator<string> {}
  return [await runCommand(['shadow', ...args], env, print, print, typed), ...lines];
}

test('a version is compared with the calls of now, seen and ended from the command line', async () => {
  expect(await shadow('--live')).toEqual([0, 'nothing has been compared since Cordboard began']);
  const since = 'calls are compared with version 2 (flow f2) since 1970-01-01T00:00:00.030Z';
  const wait = (count: number): string =>
    `0 go the same way, 0 go another way, 0 cannot be compared, 0 were passed over, ${count} wait`;
  expect(await shadow('2', '--live')).toEqual([0, since, wait(0)]);
  expect(await shadow('2', '--live', '--calls', '200')).toEqual([0, since, wait(200)]);
  const last = [{ callId: 'c1', dialled: '100', endedMs: 50, say: 'after "a" …' }];
  const found = { same: 3, differs: 1, notComparable: [{ why: 'secret keys are not kept', count: 2 }], last };
  house.shadow.told = { ...house.shadow.told!, ...found, waiting: 0 };
  const lines = [
    '3 go the same way, 1 go another way, 2 cannot be compared, 0 were passed over, 0 wait',
    '    2  not comparable: secret keys are not kept',
    '1970-01-01T00:00:00.050Z c1 to 100: after "a" …',
  ];
  expect(await shadow('--live')).toEqual([1, since, ...lines]);
  const until = 'until 1970-01-01T00:00:00.040Z: ended by admin';
  expect(await shadow('--stop')).toEqual([1, since, until, ...lines]);
  const [code, json] = await shadow('--live', '--json');
  expect([code, JSON.parse(json!)]).toEqual([1, house.shadow.told]);
});

test('the files of a folder are sent, without the tests beside the flows', async () => {
  const [code, first] = await shadow(join(ROOT, 'ivr-flows'), '--live');
  expect([code, first]).toEqual([0, expect.stringContaining('calls are compared with flow f2 since')]);
  const { flows } = house.shadow.asked[0]!;
  const names = Object.keys('files' in flows ? flows.files : {});
  expect(names).toContain('hotline.flow.yaml');
  expect(names).not.toContain('hotline.test.yaml');
});

test('what is not there, and a wrong number of calls, are told', async () => {
  expect(await shadow('9', '--live')).toEqual([1, expect.stringContaining('BUNDLE_VERSION_UNKNOWN')]);
  expect((await shadow('2', '--live', '--calls', 'many'))[0]).toBe(2);
  expect((await shadow(join(folder, 'nothing'), '--live'))[0]).toBe(1);
});
