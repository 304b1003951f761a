import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';

test('audit tells who changed what, and asks as it is asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  const store = new SmallStore();
  const parts = { house: new SmallHouse(), store, jobs: idleJobs, log: pino({ level: 'silent' }) };
  const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
  const http = await createHttp({ ...parts, ...place, onBroken: () => {} });
  const { port } = await http.listen();
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
  const env = { CORDBOARD_DATA: folder, CORDBOARD_HTTP_PORT: String(port) };
  const printed: string[] = [];
  async function* nothing(): AsyncGenerator<string> {}
  const run = (...args: string[]): Promise<number> => {
    const print = (line: string): void => void printed.push(line);
    return runCommand(['audit', ...args], env, print, print, nothing);
  };
  const fact = { atMs: 0, what: 'calls.move', on: 'c1', details: { queue: 'sales' } };
  store.facts.push({ id: 7, by: 'the API', ...fact });
  try {
    expect(await run('--what', 'calls.move', '--limit', '5')).toBe(0);
    expect(printed).toEqual(['1970-01-01T00:00:00.000Z the API: calls.move c1 (queue "sales")']);
    expect(store.auditAsked).toEqual([{ what: 'calls.move', limit: 5 }]);
    expect(await run('--limit', 'many')).toBe(1);
    expect(printed.at(-1)).toContain('REQUEST_INVALID');
  } finally {
    await http.close();
    rmSync(folder, { recursive: true });
  }
});
