import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp } from '../../src/http/index.ts';
import { SealBook } from '../../src/seals/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';
import { CommandHouse } from './command-house.ts';

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

test('audit tells whether anybody has changed the audit', async () => {
  const commands = await CommandHouse.open();
  const run = (...args: string[]): Promise<number> => commands.run('audit', '--verify', ...args);
  try {
    expect(await run()).toBe(1);
    expect(commands.complained.at(-1)).toContain('there are no seals');
    const fact = { atMs: 1_800_000_000_000, by: 'admin', what: 'calls.hangup', on: 'c1', details: {} };
    const key = 'a key';
    const path = join(commands.data, 'audit-seals.jsonl');
    const book = await SealBook.open({ path, key, wallMs: () => fact.atMs, onTrouble: () => {} });
    book.note({ kind: 'audited', ...fact });
    await book.close();
    writeFileSync(join(commands.data, 'secrets/audit-key'), `${key}\n`);
    vi.setSystemTime(fact.atMs + 60_000);
    commands.store.facts.push({ id: 1, ...fact });
    expect(await run()).toBe(0);
    expect(commands.printed.at(-1)).toBe('facts as they were written: 1');
    commands.store.facts.splice(0, 1, { id: 1, ...fact, by: 'nobody' });
    expect(await run()).toBe(1);
    expect(commands.printed.slice(-2).join()).toContain('was changed or taken out');
    expect(await run('--json')).toBe(1);
    expect(JSON.parse(commands.printed.at(-1)!)).toMatchObject({ intact: 0, lost: 0 });
  } finally {
    vi.useRealTimers();
    await commands.close();
  }
});
