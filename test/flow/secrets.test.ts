import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCrashReport } from '../../src/boot/crash-report.ts';
import type { Event } from '../../src/switchboard/index.ts';
import { Floor } from '../switchboard/floor.ts';
import { asking, DIGITS_MASKED, KINDS, PIN } from './secret-flows.ts';

describe.each(KINDS)('what is taken by a secret %s', (_, ask) => {
  test('reaches neither journal, record nor board of the switchboard', () => {
    const written = asking(ask, 'bool(pin)')
      .replace('flow: main', 'flow: greeted')
      .replace('queue: help', 'queue: support');
    const floor = new Floor({ 'greeted.flow.yaml': written });
    floor.arrives('c1', '200');
    for (const digit of PIN) floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit });
    const { entries, switchboard, clock } = floor;
    const pressed = entries.flatMap((entry) => (entry.kind === 'digitPressed' ? [entry.digit] : []));
    expect(pressed).toEqual(DIGITS_MASKED);
    expect(JSON.stringify([entries, switchboard.board(clock.now()), floor.wanted()])).not.toContain(PIN);
  });
});

test('a crash report holds no key that was pressed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-crash-'));
  const tail = Array.from(PIN, (digit): Event => ({ kind: 'digitPressed', legId: 'leg', digit }));
  const report = readFileSync(writeCrashReport(folder, 0, new Error('a rule'), tail), 'utf8');
  rmSync(folder, { recursive: true });
  const { events } = JSON.parse(report) as { events: { digit: string }[] };
  expect(events.map(({ digit }) => digit)).toEqual(DIGITS_MASKED);
});
