import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCrashReport } from '../../src/boot/crash-report.ts';
import type { Event } from '../../src/switchboard/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { Floor } from '../switchboard/floor.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const PIN = '73914286';
const DIGITS_MASKED = Array.from(PIN, () => '•');

const KINDS = [
  ['input', 'input: { prompts: hello, into: pin, digits: 8, secret: true }'],
  ['secure_input', 'secure_input: { prompts: hello, into: pin, digits: 8 }'],
] as const;

const asking = (ask: string, condition: string): string =>
  flow(`first: { ${ask}, on: { ok: check, no_input: end, invalid: end } }
check: { branch: { if: '${condition}', then: help, else: end }, on: { error: end } }
help: { queue: help }`);

describe.each(KINDS)('what is taken by a secret %s', (_, ask) => {
  test('serves a comparison, and none of its digits is among the effects', () => {
    const caller = new TestCaller(flowsOf(asking(ask, `pin == "${PIN}"`))).call().press(PIN);
    expect(caller.queued).toBe('help');
    const taken = caller.effects.flatMap((effect) => (effect.kind === 'digitTaken' ? [effect.digit] : []));
    expect(taken).toEqual(DIGITS_MASKED);
    expect(JSON.stringify(caller.effects)).not.toContain(PIN);
  });

  test.each([
    ['that cannot convert it', 'bool(pin)'],
    ['that overflows with it', 'int(pin) * 1000000000000 > 1'],
  ])('is not quoted by an expression %s', (_what, condition) => {
    const caller = new TestCaller(flowsOf(asking(ask, condition))).call().press(PIN);
    expect(caller.transcript).toContain(`! "check": ${condition}: it has no value`);
    expect(JSON.stringify(caller.effects)).not.toContain(PIN);
  });

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

test('a value that is no secret is named by the expression that fails with it', () => {
  const plain = 'input: { prompts: hello, into: pin, digits: 8 }';
  const caller = new TestCaller(flowsOf(asking(plain, 'bool(pin)'))).call().press(PIN);
  expect(caller.transcript.some((line) => line.startsWith('!') && line.includes(PIN))).toBe(true);
});

test('a crash report holds no key that was pressed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-crash-'));
  const tail = Array.from(PIN, (digit): Event => ({ kind: 'digitPressed', legId: 'leg', digit }));
  const report = readFileSync(writeCrashReport(folder, 0, new Error('a rule'), tail), 'utf8');
  rmSync(folder, { recursive: true });
  const { events } = JSON.parse(report) as { events: { digit: string }[] };
  expect(events.map(({ digit }) => digit)).toEqual(DIGITS_MASKED);
});
