import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlarmSource } from '../../src/alarms/index.ts';
import { AlarmFile } from '../../src/boot/alarm-file.ts';
import { AlarmWatch } from '../../src/boot/alarm-watch.ts';
import { NoticeBoard } from '../../src/boot/notice-board.ts';
import type { Entry } from '../../src/journal/index.ts';
import { Floor } from '../switchboard/floor.ts';

const log = pino({ level: 'silent' });

let folder: string;
let floor: Floor;
let written: Entry[];
let told: Entry[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-alarms-'));
  floor = new Floor();
  written = [];
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const rules = { serviceLevel: null, waitMs: null, unstaffedMs: 60_000, idleMs: 5_000 };

function opened(sources: readonly AlarmSource[] = []): AlarmWatch {
  const notices = new NoticeBoard(log);
  notices.watch((entry) => told.push(entry));
  const { queues, operators } = floor.plan;
  const watch = new AlarmWatch({
    ...{ switchboard: floor.switchboard, notices, clock: floor.clock, log, sources },
    bundle: () => ({ queues, operators, alarms: new Map([['support', rules]]), serviceLevels: new Map() }),
    store: { write: (entry) => written.push(entry) },
    file: new AlarmFile(join(folder, 'alarms.json')),
  });
  watch.start();
  return watch;
}

const kinds = (entries: readonly Entry[]): readonly string[] => entries.map(({ kind }) => kind);

test('an alarm is in the journal and told to whoever watches, once, and so is its end', () => {
  const watch = opened();
  floor.arrives('c1');
  floor.clock.advance(200_000);
  expect(written).toEqual([
    {
      kind: 'alarmRaised',
      atMs: expect.any(Number),
      alarm: 'unstaffed support',
      queue: 'support',
      say: expect.stringMatching(/^support: 1 waiting, and nobody has been signed in for 1:00: sign /),
    },
  ]);
  expect(watch.raised).toHaveLength(1);
  floor.ends('leg-c1');
  floor.clock.advance(40_000);
  expect(kinds(written)).toEqual(['alarmRaised', 'alarmCleared']);
  expect(told).toEqual(written);
  watch.close();
  floor.arrives('c2');
  floor.clock.advance(200_000);
  expect(written).toHaveLength(2);
});

test('a process that is killed does not tell it a second time, and the next one tells of its end', () => {
  const first = opened();
  floor.arrives('c1');
  floor.clock.advance(70_000);
  first.close();
  const second = opened();
  const known = ({ raised }: AlarmWatch) => raised.map(({ id, raisedMs }) => [id, raisedMs]);
  expect(known(second)).toEqual(known(first));
  expect(known(second)).toHaveLength(1);
  floor.clock.advance(100_000);
  expect(kinds(written)).toEqual(['alarmRaised']);
  floor.ends('leg-c1');
  floor.clock.advance(40_000);
  expect(kinds(written)).toEqual(['alarmRaised', 'alarmCleared']);
  second.close();
  expect(new AlarmFile(join(folder, 'alarms.json')).read()).toEqual([]);
});

test('a file that cannot be read or written keeps nobody from hearing of an alarm', () => {
  writeFileSync(join(folder, 'alarms.json'), '{ half');
  const watch = opened([
    { look: () => [{ id: 'x', kind: 'x', queue: null, say: 'x is wrong: mend it', verdict: 'bad' }] },
  ]);
  rmSync(folder, { recursive: true });
  floor.clock.advance(4_000);
  expect(kinds(written)).toEqual(['alarmRaised']);
  watch.close();
  folder = mkdtempSync(join(tmpdir(), 'cordboard-alarms-'));
});
