import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadSettings, SETTING_KEYS } from '../../src/settings/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const INSTALLED = '/opt/cordboard';
const ANALYZE = '/usr/bin/systemd-analyze';
const UNIT = readFileSync(join(ROOT, 'docs/cordboard.service'), 'utf8');

const valuesOf = (key: string): readonly string[] =>
  UNIT.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
const oneOf = (key: string): string => valuesOf(key).join('');

describe('the unit of systemd against the house', () => {
  test('names programs that are in the project', () => {
    const words = [oneOf('ExecStart'), oneOf('ExecReload')].join(' ').split(' ');
    const ours = words.filter((word) => word.startsWith(INSTALLED));
    expect(ours).toHaveLength(2);
    for (const path of ours) expect(existsSync(path.replace(INSTALLED, ROOT)), path).toBe(true);
    expect(existsSync(join(ROOT, 'src/parent.ts'))).toBe(true);
  });

  test('waits for calls as long as its settings say, and for the end of the others behind that', () => {
    const given = Object.fromEntries(
      valuesOf('Environment').map((pair) => pair.split('=') as [string, string]),
    );
    const known = SETTING_KEYS.map(({ variable }) => variable);
    expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
    const { settings, mistakes } = loadSettings(given, () => undefined);
    expect(mistakes).toEqual([]);
    // What Cordboard, Asterisk and Redis may take to end when nothing hurries: five seconds each.
    expect(Number(oneOf('TimeoutStopSec')) * 1_000).toBeGreaterThanOrEqual(settings!.stop.within.ms + 15_000);
  });

  test('signals the parent alone, so that calls outlive its death', () => {
    expect([oneOf('KillMode'), oneOf('OOMPolicy')]).toEqual(['process', 'continue']);
  });

  test.skipIf(!existsSync(ANALYZE))('has nothing that systemd does not understand', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cordboard-unit-'));
    const path = join(folder, 'cordboard.service');
    // The user and the folder of a real installation are not here.
    writeFileSync(path, UNIT.replaceAll(INSTALLED, ROOT).replace('User=cordboard', 'User=root'));
    try {
      const { stdout, stderr } = await promisify(execFile)(ANALYZE, ['verify', '--man=no', path]);
      const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('cordboard.service'));
      expect(said).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
