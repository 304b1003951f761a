import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { Broken, SimulatedClock, Timers } from '../../src/base/index.ts';
import { writeCrashReport } from '../../src/boot/crash-report.ts';
import { judgeVersion } from '../../src/boot/exchange-version.ts';
import { NoticeBoard } from '../../src/boot/notice-board.ts';
import { Readiness } from '../../src/boot/readiness.ts';
import { difference } from '../../src/boot/reconcile.ts';
import type { Entry } from '../../src/journal/index.ts';
import type { TimerKey } from '../../src/switchboard/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { NOBODY } from '../kit/nobody.ts';

const key = (purpose: TimerKey['purpose'], generation: number): TimerKey => ({
  owner: 'c1',
  purpose,
  generation,
});

describe('the timers', () => {
  test('fire once, a newer one in the place of an older one of the same purpose', () => {
    const clock = new SimulatedClock();
    const fired: number[] = [];
    const timers = new Timers(clock, ({ generation }) => fired.push(generation));
    timers.start(key('ring', 1), 10);
    timers.start(key('ring', 2), 20);
    timers.start(key('listen', 3), 15);
    clock.advance(100);
    expect(fired).toEqual([3, 2]);
  });

  test('are stopped by their own generation only', () => {
    const clock = new SimulatedClock();
    const fired: number[] = [];
    const timers = new Timers(clock, ({ generation }) => fired.push(generation));
    timers.start(key('ring', 2), 10);
    timers.stop(key('ring', 1));
    timers.start(key('listen', 3), 10);
    timers.stop(key('listen', 3));
    clock.advance(100);
    expect(fired).toEqual([2]);
    timers.start(key('ring', 4), 10);
    timers.stopAll();
    clock.advance(100);
    expect(fired).toEqual([2]);
  });
});

describe('the comparison with the exchange', () => {
  const live = (legId: string): LiveLeg => ({
    legId,
    node: 'main',
    callId: null,
    role: 'unknown',
    answered: true,
    caller: NOBODY,
    hears: [],
    marks: {},
  });

  test('finds what has vanished and what is unknown, and leaves out what came or went meanwhile', () => {
    const before = new Set(['here', 'vanished', 'ended-meanwhile']);
    const after = new Set(['here', 'vanished', 'arrived-meanwhile']);
    const legs = ['here', 'stranger', 'arrived-meanwhile', 'ended-meanwhile'].map(live);
    const found = difference(before, after, [], legs);
    expect(found.vanished).toEqual(['vanished']);
    expect(found.unknown.map(({ legId }) => legId)).toEqual(['stranger']);
  });
});

test.each([
  ['22.10.1', {}],
  ['22.10.1~dfsg+~cs6.15.60671435-1', {}],
  ['22.11.0', {}],
  ['22.10.0', { refused: expect.stringContaining('22.10.1 or newer') }],
  ['20.99.9', { refused: expect.stringContaining('too old') }],
  ['23.0.0', { warning: expect.stringContaining('newer than the newest tested major') }],
  ['GIT-master', { warning: expect.stringContaining('not known') }],
])('Asterisk %s is judged', (version, verdict) => {
  expect(judgeVersion(version)).toEqual(verdict);
});

test('readiness lists what is missing until all of it is there', () => {
  const readiness = new Readiness();
  expect(readiness.now()).toEqual({ ready: true, missing: [] });
  readiness.lacks('exchange', 'Asterisk is away');
  readiness.lacks('prompts', 'being spoken');
  expect(readiness.now()).toEqual({ ready: false, missing: ['Asterisk is away', 'being spoken'] });
  readiness.has('exchange');
  readiness.has('prompts');
  expect(readiness.now().ready).toBe(true);
});

test('a watcher that fails hurts nobody, and the others are told', () => {
  const notices = new NoticeBoard(pino({ level: 'silent' }));
  const seen: string[] = [];
  notices.watch(() => {
    throw new Error('a broken watcher');
  });
  const end = notices.watch(({ kind }) => seen.push(kind));
  const entry: Entry = { atMs: 1, kind: 'callAnswered', callId: 'c1' };
  notices.tell(entry);
  end();
  notices.tell(entry);
  expect(seen).toEqual(['callAnswered']);
});

test('a crash report holds what happened last, is for its owner alone, and no secret in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  try {
    const caller = { number: '+79161234567', name: 'Anna' };
    const arrived = { node: 'main', callId: 'c1', legId: 'l', dialled: '100', arrivedWallMs: 0, caller };
    const tail = [
      { kind: 'digitPressed', legId: 'leg-c1', digit: '7' },
      { kind: 'exchangeLost', node: 'main' },
      { kind: 'callerArrived', ...arrived },
      {
        kind: 'fetched',
        callId: 'c1',
        fetchId: 'f',
        result: { kind: 'answered', status: 200, body: 'Anna' },
      },
    ] as const;
    const path = writeCrashReport(join(folder, 'crashes'), 0, new Broken('water flows down'), tail);
    const report = JSON.parse(readFileSync(path, 'utf8')) as { error: string; events: unknown[] };
    expect(report.error).toBe('water flows down');
    expect(report.events).toEqual([
      { kind: 'digitPressed', legId: 'leg-c1', digit: '•' },
      { kind: 'exchangeLost', node: 'main' },
      expect.objectContaining({ caller: { number: '+7***4567', name: '' } }),
      expect.objectContaining({ result: { kind: 'answered', status: 200, body: '•' } }),
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
