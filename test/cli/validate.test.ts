import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { ROOT } from '../sources.ts';

async function validate(...args: string[]): Promise<readonly [number, ...string[]]> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  async function* typed(): AsyncGenerator<string> {}
  return [await runCommand(['validate', ...args], {}, print, print, typed), ...lines];
}

test('validate warns of holidays that are all past, and the bundle is good', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  try {
    cpSync(join(ROOT, 'docs/first-flow'), folder, { recursive: true });
    const days = 'hours: { mon-fri: 09:00-18:00 }\n    holidays: { 2020-12-25: Christmas }';
    writeFileSync(join(folder, 'schedules.yaml'), `schedules:\n  office:\n    zone: UTC\n    ${days}\n`);
    const [code, warning, good] = await validate(folder);
    expect(warning).toMatch(/^warning: .*schedules\.yaml:5:5 PAST_DATES all holidays are past/);
    expect([code, good]).toEqual([0, expect.stringContaining('is good')]);
    const [, json] = await validate(folder, '--json');
    expect(JSON.parse(json!)).toMatchObject({ good: true, mistakes: [], warnings: [{ code: 'PAST_DATES' }] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
