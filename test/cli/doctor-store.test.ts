import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp } from '../../src/http/index.ts';
import type { StoreState } from '../../src/journal/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';

test('doctor says that what happens is not being written down, and what was lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  const store = new SmallStore();
  let state: StoreState = { writable: true, bufferedCount: 0, lostCount: 0, error: null };
  store.state = () => state;
  const parts = { house: new SmallHouse(), store, jobs: idleJobs, log: pino({ level: 'silent' }) };
  const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
  const http = await createHttp({ ...parts, ...place, onBroken: () => {} });
  const { port } = await http.listen();
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
  const env = { CORDBOARD_DATA: folder, CORDBOARD_HTTP_PORT: String(port) };
  async function* nothing(): AsyncGenerator<string> {}
  const doctor = async (): Promise<[code: number, line: string | undefined]> => {
    const printed: string[] = [];
    const print = (line: string): void => void printed.push(line);
    const code = await runCommand(['doctor'], env, print, print, nothing);
    return [code, printed.find((line) => line.includes(' store '))];
  };
  try {
    expect(await doctor()).toEqual([0, 'good  store      what happens is written down']);
    state = { writable: false, bufferedCount: 7, lostCount: 2, error: 'ECONNREFUSED' };
    const wrong = 'WRONG store      7 entries wait for it: ECONNREFUSED; 2 entries were lost since the start';
    expect(await doctor()).toEqual([1, wrong]);
  } finally {
    await http.close();
    rmSync(folder, { recursive: true });
  }
});
