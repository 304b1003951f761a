import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCrashReport } from '../../src/boot/crash-report.ts';
import type { CallerPast } from '../../src/journal/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';
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

test('a crash report holds no whole number and no name of a person, whatever happened', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-crash-'));
  const number = '+79161234567';
  const caller = { number, name: 'Olga Petrova' };
  const leg: LiveLeg = {
    ...{ legId: '1764175000.12', node: 'main', callId: '1764175000.12', role: 'caller' },
    ...{ answered: true, hears: [], caller },
    marks: { dialled: number, place: `{"number":"${number}"}` },
  };
  const tail: Event[] = [
    { kind: 'legFound', leg },
    { kind: 'exchangeBack', node: 'main', restarted: false, legs: [leg] },
    { kind: 'callersRestored', callers: [{ caller: number } as CallerPast] },
    { kind: 'callsRestored', calls: [], scripts: new Map(), over: new Set([number]) },
    { kind: 'transferAsked', legId: '1', to: number },
    { kind: 'phoneCalled', node: 'main', legId: '1', phoneId: '1001', dialled: number.slice(1) },
  ];
  const report = readFileSync(writeCrashReport(folder, 0, new Error('a rule'), tail), 'utf8');
  rmSync(folder, { recursive: true });
  expect(report).not.toContain(number.slice(1));
  expect(report).not.toContain('Petrova');
  expect(report).toContain('"callId": "1764175000.12"');
  expect(report).toContain('"to": "+7***4567"');
});

test('a crash report holds no key that was pressed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-crash-'));
  const tail = Array.from(PIN, (digit): Event => ({ kind: 'digitPressed', legId: 'leg', digit }));
  const report = readFileSync(writeCrashReport(folder, 0, new Error('a rule'), tail), 'utf8');
  rmSync(folder, { recursive: true });
  const { events } = JSON.parse(report) as { events: { digit: string }[] };
  expect(events.map(({ digit }) => digit)).toEqual(DIGITS_MASKED);
});
