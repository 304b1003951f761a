import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entryInWords, runCommand } from '../../src/cli/index.ts';
import { createHttp } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';
import { ROOT } from '../sources.ts';

let printed: string[];
let complained: string[];
let folder: string;

beforeEach(() => {
  printed = [];
  complained = [];
  folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): Promise<number> => runIn({}, ...args);

function runIn(env: Record<string, string>, ...args: string[]): Promise<number> {
  const all = { CORDBOARD_DATA: folder, ...env };
  return runCommand(
    args,
    all,
    (line) => printed.push(line),
    (line) => complained.push(line),
  );
}

describe('./cordboard', () => {
  test('alone says what it can do', async () => {
    expect(await run()).toBe(0);
    expect(complained.join('\n')).toContain('validate [DIR]');
  });

  test.each([[['nonsense']], [['validate', '--loud']], [['validate', 'a', 'b']], [['explain']]])(
    '%j is wrong usage',
    async (args) => {
      expect(await run(...args)).toBe(2);
      expect(complained.join('\n')).toMatch(/usage/);
    },
  );

  test('validate finds nothing wrong in the bundle that comes along', async () => {
    expect(await run('validate', join(ROOT, 'ivr-flows'))).toBe(0);
    expect(printed.join('\n')).toMatch(/is good: \d+ flows, \d+ queues, \d+ operators/);
  });

  test('validate prints every mistake with its place, and as JSON when asked', async () => {
    writeFileSync(join(folder, 'queues.yaml'), 'queues:\n  support: { colour: red }\n');
    expect(await run('validate', folder)).toBe(1);
    expect(printed.join('\n')).toMatch(/queues\.yaml:2:\d+ \w+ .*colour/);
    printed = [];
    expect(await run('validate', folder, '--json')).toBe(1);
    const { good, mistakes } = JSON.parse(printed[0]!) as { good: boolean; mistakes: { line: number }[] };
    expect(good).toBe(false);
    expect(mistakes.length).toBeGreaterThan(1);
  });

  test('doctor --settings prints every setting with its origin', async () => {
    expect(await runIn({ CORDBOARD_HTTP_PORT: '18081' }, 'doctor', '--settings')).toBe(0);
    expect(printed.find((line) => line.startsWith('http.port'))).toMatch(/18081 .*CORDBOARD_HTTP_PORT/);
  });

  test('doctor says that an emergency is on, until it is over', async () => {
    const house = new SmallHouse();
    const parts = { house, store: new SmallStore(), jobs: idleJobs, log: pino({ level: 'silent' }) };
    const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
    const http = await createHttp({ ...parts, ...place, onBroken: () => {} });
    const { port } = await http.listen();
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
    const doctor = () => runIn({ CORDBOARD_HTTP_PORT: String(port) }, 'doctor');
    try {
      expect(await doctor()).toBe(0);
      expect(printed.join('\n')).toMatch(/good +hours +no emergency is on/);
      house.switchEmergency({ schedule: 'office', on: true, untilMs: null, by: 'the API' });
      expect(await doctor()).toBe(1);
      expect(printed.join('\n')).toMatch(/WRONG hours +EMERGENCY in "office", by the API: it does not end/);
      house.switchEmergency({ schedule: 'office', on: true, untilMs: 0, by: 'the API' });
      await doctor();
      expect(printed.join('\n')).toContain('it ends at 1970-01-01T00:00:00.000Z');
    } finally {
      await http.close();
    }
  });

  test('says plainly that Cordboard does not run', async () => {
    expect(await runIn({ CORDBOARD_HTTP_PORT: '1' }, 'calls')).toBe(1);
    expect(complained.join('\n')).toContain('is it running?');
  });

  test('says every mistake of wrong settings', async () => {
    expect(await runIn({ CORDBOARD_HTTP_PORT: 'many' }, 'operators')).toBe(1);
    expect(complained.join('\n')).toContain('CORDBOARD_HTTP_PORT');
  });
});

test('what happened is told in sentences', () => {
  const at = { atMs: 0, callId: 'c1' };
  const why = { rule: 'operator became free', idleMs: 3_400, candidatesCount: 1, group: 1 } as const;
  const offered = { kind: 'offered', offerId: 'o', operator: 'anna', why } as const;
  expect(entryInWords({ ...at, ...offered })).toBe('anna is rung (operator became free: idle for 3 s)');
  const ended = { kind: 'callEnded', outcome: 'abandoned', where: 'queue', by: 'caller' } as const;
  expect(entryInWords({ ...at, ...ended })).toBe('the call ends: abandoned in: queue, ended by the caller');
  const switched = { kind: 'emergencySwitched', schedule: 'office', untilMs: null, by: 'the API' } as const;
  expect(entryInWords({ atMs: 0, ...switched, on: true })).toBe(
    'the API switches the emergency of office on',
  );
});
