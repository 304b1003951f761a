import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import type { ScheduleRules } from '../../src/bundle/index.ts';
import { type Schedule, stateAt } from '../../src/flow/index.ts';
import { keeperOf } from './keeper.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const rules = (fromMin: number, toMin: number): ReadonlyMap<string, ScheduleRules> => {
  const week = Array.from({ length: 7 }, () => [{ fromMin, toMin }]);
  const none = { holidays: new Set<string>(), exceptions: new Map(), emergency: false };
  return new Map([['office', { zone: 'Europe/Berlin', week, ...none }]]);
};

/** A keeper at 12:00 in Berlin, and all that it told. */
function kept(path?: string) {
  const clock = new SimulatedClock({ monoMs: 0, wallMs: Date.parse('2026-11-26T11:00Z') });
  const told: ReadonlyMap<string, Schedule>[] = [];
  const keeper = keeperOf(rules(540, 1_020), clock, (all) => told.push(all), path);
  const state = () => stateAt(keeper.schedules.get('office')!, clock.now().wallMs);
  return { clock, told, keeper, state };
}

describe('what is made of the opening hours', () => {
  test('is there from the beginning, and serves a day without being made anew', () => {
    const { clock, told, state } = kept();
    expect(state()).toBe('open');
    clock.advance(DAY_MS - HOUR_MS);
    expect(told).toHaveLength(0);
    expect(state()).toBe('open');
  });

  test('is made anew every day, so that it always reaches 400 days ahead', () => {
    const { clock, told, state } = kept();
    clock.advance(3 * DAY_MS);
    expect(told).toHaveLength(3);
    expect(told.at(-1)!.get('office')!.untilMs).toBe(clock.now().wallMs + 400 * DAY_MS);
    clock.advance(410 * DAY_MS);
    expect(state()).toBe('open');
  });

  test('is made anew soon after the machine was set to another time', () => {
    for (const jumpMs of [-1_000 * DAY_MS, 1_000 * DAY_MS]) {
      const { clock, state } = kept();
      clock.jumpWall(jumpMs);
      expect(state()).toBeUndefined();
      clock.advance(HOUR_MS);
      expect(state()).toBe('open');
    }
  });

  test('follows the files at once', () => {
    const { told, keeper, state } = kept();
    keeper.rulesChanged(rules(0, 60));
    expect(state()).toBe('closed');
    expect(told).toEqual([keeper.schedules]);
  });

  test('is left alone after the end', () => {
    const { clock, told, keeper } = kept();
    keeper.close();
    clock.advance(10 * DAY_MS);
    expect(told).toEqual([]);
  });
});

describe('emergencies', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
    path = join(folder, 'data/emergencies.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const wish = { schedule: 'office', on: true, untilMs: null, by: 'the API' };

  test('are known to the process after this one, in a file of its own', () => {
    const before = kept(path);
    const shown = before.keeper.switchEmergency(wish);
    const emergency = { sinceMs: before.clock.now().wallMs, untilMs: null, by: 'the API' };
    expect(shown).toMatchObject({ name: 'office', zone: 'Europe/Berlin', state: 'emergency', emergency });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const after = kept(path);
    expect(after.state()).toBe('emergency');
    expect(after.keeper.list()).toEqual([shown]);
    after.keeper.switchEmergency({ ...wish, on: false });
    expect(kept(path).state()).toBe('open');
  });

  test('that have ended meanwhile are over', () => {
    const { clock, keeper } = kept(path);
    keeper.switchEmergency({ ...wish, untilMs: clock.now().wallMs + HOUR_MS });
    expect(keeper.list()[0]).toMatchObject({ state: 'emergency', untilMs: clock.now().wallMs + HOUR_MS });
    clock.advance(HOUR_MS);
    expect(keeper.list()[0]).toMatchObject({ state: 'open', emergency: null });
  });

  test('last through the end of the day, and to the end of what is known', () => {
    const { clock, keeper, state } = kept(path);
    keeper.switchEmergency(wish);
    clock.advance(3 * DAY_MS);
    expect(state()).toBe('emergency');
    const { changes } = keeper.schedules.get('office')!;
    expect(changes.at(-1)!.state).toBe('emergency');
  });

  test('of a name that nobody bears, or that the file says, are refused', () => {
    const { keeper } = kept(path);
    expect(() => keeper.switchEmergency({ ...wish, schedule: 'ofice' })).toThrow('SCHEDULE_UNKNOWN');
    const [[name, office]] = [...rules(540, 1_020)] as [[string, ScheduleRules]];
    keeper.rulesChanged(new Map([[name, { ...office, emergency: true }]]));
    expect(keeper.list()[0]).toMatchObject({ state: 'emergency', emergency: { by: 'schedules.yaml' } });
    expect(() => keeper.switchEmergency({ ...wish, on: false })).toThrow('EMERGENCY_IN_FILE');
  });

  test('hold although the disk does not take them, or gives nonsense', () => {
    const homeless = kept();
    homeless.keeper.switchEmergency(wish);
    expect(homeless.state()).toBe('emergency');
    kept(path).keeper.switchEmergency(wish);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 10));
    expect(kept(path).state()).toBe('open');
  });
});
