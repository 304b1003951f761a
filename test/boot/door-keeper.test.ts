import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { DoorKeeper } from '../../src/boot/door-keeper.ts';
import type { NumberRule } from '../../src/bundle/index.ts';
import type { KnownCaller } from '../../src/flow/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import type { DoorRules } from '../../src/telephony/index.ts';

let clock: SimulatedClock;
let kept: DoorRules[];
let told: Event[];
let away: ReadonlyMap<string, number>;
let isAway: boolean;
let callsPerSecond: number;
let rules: Partial<NumberRule>[];
let keeper: DoorKeeper;
beforeEach(() => {
  clock = new SimulatedClock();
  [kept, told, away, isAway, callsPerSecond] = [[], [], new Map(), false, 30];
  rules = [{ pattern: '100' }, { pattern: '112', isUrgent: true }, { pattern: '8800X*', isUrgent: true }];
  const callers = new Map([
    ['+7901', { isUrgent: true } as KnownCaller],
    ['+7902', {} as KnownCaller],
  ]);
  const bundle = { callers, numbers: { find: () => undefined, rules: rules as NumberRule[] } };
  keeper = new DoorKeeper({
    telephony: {
      exchange: () => ({ connected: !isAway, version: null, startedWallMs: null, answerMs: 0 }),
      keepDoor: async (wanted) => void kept.push(wanted),
      turnedAway: async () => {
        if (isAway) throw new Error('away');
        return away;
      },
    },
    switchboard: { admission: () => ({ callsPerSecond, burst: 10, isStrained: false }) },
    bundles: () => [bundle],
    put: (event) => told.push(event) > 0,
    ...{ clock, log: pino({ level: 'silent' }) },
  });
  keeper.start();
});

/** Looks come once a second, and what they ask for is answered at once. */
async function seconds(count: number): Promise<void> {
  for (let second = 0; second < count; second++) {
    clock.advance(1_000);
    await new Promise((passed) => setImmediate(passed));
  }
}

test('the exchange lets in a fifth more than the switchboard does, and whoever is urgent', async () => {
  await seconds(1);
  expect(kept).toEqual([
    {
      perSecond: 36,
      burst: 12,
      urgentNumbers: ['112', '8800X*'],
      urgentCallers: ['+7901'],
      counted: ['100', '112'],
    },
  ]);
  callsPerSecond = 1;
  await seconds(1);
  expect(kept.at(-1)).toMatchObject({ perSecond: 2 });
});

test('an urgent default is that of every number', async () => {
  rules.push({ pattern: 'default', isUrgent: true });
  await seconds(1);
  expect(kept[0]).toMatchObject({ urgentNumbers: ['112', '8800X*', 'X*', '+X*'], counted: ['100', '112'] });
});

test('who was turned away is told, and an exchange that is away is asked again', async () => {
  away = new Map([['100', 5]]);
  await seconds(1);
  expect(told).toEqual([{ kind: 'callersTurnedAway', counts: away }]);
  isAway = true;
  await seconds(2);
  isAway = false;
  await seconds(1);
  expect(told).toHaveLength(2);
  keeper.close();
  await seconds(2);
  expect(told).toHaveLength(2);
});
