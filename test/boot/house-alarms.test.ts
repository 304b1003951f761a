import { beforeEach, describe, expect, test } from 'vitest';
import { Alarms, type AlarmView } from '../../src/alarms/index.ts';
import { SimulatedClock } from '../../src/base/index.ts';
import { houseAlarms } from '../../src/boot/house-alarms.ts';
import type { JobsState } from '../../src/jobs/index.ts';
import type { StoreState } from '../../src/journal/index.ts';
import type { SoundTrouble } from '../../src/speech/index.ts';

const LOOK_MS = 1_000;
const JOBS: JobsState = {
  ...{ connected: true, problem: null, deliveredCount: 0, givenUpCount: 0, failedTriesCount: 0 },
};
const STORE: StoreState = { writable: true, bufferedCount: 0, lostCount: 0, error: null };

let clock: SimulatedClock;
let jobs: JobsState;
let store: StoreState;
let troubles: SoundTrouble[];
let alarms: Alarms;

beforeEach(() => {
  clock = new SimulatedClock();
  [jobs, store, troubles] = [JOBS, STORE, []];
  const others = { disks: { findings: () => [] }, speech: { troubles: () => troubles } };
  const sources = houseAlarms({ jobs: () => jobs, store: () => store, ...others });
  alarms = new Alarms(clock.now(), sources);
});

/** So long it is looked every second; what was told meanwhile. */
function passes(ms: number): readonly string[] {
  const told: string[] = [];
  const nothing = new Map();
  const rest = { queues: nothing, operators: nothing, rules: nothing, serviceLevels: nothing };
  for (let passed = 0; passed < ms; passed += LOOK_MS) {
    clock.advance(LOOK_MS);
    const view = { now: clock.now(), board: { queues: [], operators: [], calls: [] }, ...rest };
    told.push(...alarms.look(view as unknown as AlarmView).map(({ kind, alarm }) => `${kind} ${alarm.id}`));
  }
  return told;
}

describe('jobs', () => {
  test('that nobody does for a while are told of once, with what to do, and again when it is over', () => {
    jobs = { ...JOBS, connected: false };
    expect(passes(3_000)).toEqual([]);
    expect(passes(2_000)).toEqual(['raised jobs']);
    expect(alarms.raised[0]?.say).toBe(
      'Redis does not answer: see data/logs/redis.log; webhooks, notices and mail wait in the outbox until it is mended',
    );
    jobs = JOBS;
    expect(passes(35_000)).toEqual(['cleared jobs']);
  });

  test('that are done again within moments are nobody’s business', () => {
    for (let times = 0; times < 5; times++) {
      jobs = { ...JOBS, connected: false };
      expect(passes(3_000)).toEqual([]);
      jobs = JOBS;
      expect(passes(1_000)).toEqual([]);
    }
  });

  test('which Redis refuses say why, at once', () => {
    jobs = { ...JOBS, problem: 'the memory of Redis is full' };
    expect(passes(1_000)).toEqual(['raised jobs']);
    expect(alarms.raised[0]?.say).toMatch(/^the memory of Redis is full; webhooks/);
  });
});

test('a database that takes nothing is told of, with what waits', () => {
  store = {
    writable: false,
    bufferedCount: 12,
    lostCount: 0,
    error: 'SQLITE_FULL: database or disk is full',
  };
  expect(passes(5_000)).toEqual(['raised store']);
  expect(alarms.raised[0]?.say).toBe(
    'the database takes nothing (SQLITE_FULL: database or disk is full): 12 entries wait; see to its disk, or its server',
  );
});

describe('sounds', () => {
  test('that cannot be played are told of once each, by the file and the reason, and again when it is over', () => {
    const path = '/house/prompts/en/hello.wav';
    troubles = [{ kind: 'recording', path, why: 'no sound' }];
    expect(passes(10_000)).toEqual(['raised prompt en/hello.wav']);
    const voice = { kind: 'voice', language: 'ru' } as const;
    troubles.push({ ...voice, isSpare: false, why: '503' }, { ...voice, isSpare: true, why: 'gone' });
    expect(passes(10_000)).toEqual(['raised voice ru', 'raised spare voice ru']);
    const text = 'a text could not be spoken by the';
    const heard = 'callers hear the spare voice where there is one, or a tone';
    expect(alarms.raised.map(({ say }) => say)).toEqual([
      `the recording ${path} cannot be played (no sound): callers hear its words, or a tone; mend the file`,
      `${text} voice ru (503): ${heard}; see to speech in the settings, and to who speaks`,
      `${text} spare voice ru (gone): callers hear a tone; see to espeak-ng`,
    ]);
    troubles = [];
    expect(passes(35_000)).toEqual([
      'cleared prompt en/hello.wav',
      'cleared voice ru',
      'cleared spare voice ru',
    ]);
  });
});
