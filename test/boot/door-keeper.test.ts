import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { DoorKeeper } from '../../src/boot/door-keeper.ts';
import type { NumberRule } from '../../src/bundle/index.ts';
import type { KnownCaller } from '../../src/flow/index.ts';
import type { DoorRules } from '../../src/telephony/index.ts';

let clock: SimulatedClock;
let kept: DoorRules[];
let isAway: boolean;
let refuses: boolean;
let callsPerSecond: number;
let rules: Partial<NumberRule>[];
let keeper: DoorKeeper;
beforeEach(() => {
  clock = new SimulatedClock();
  [kept, isAway, refuses, callsPerSecond] = [[], false, false, 30];
  rules = [{ pattern: '100' }, { pattern: '112', isUrgent: true }, { pattern: '8800X*', isUrgent: true }];
  const callers = new Map([
    ['+7901', { isUrgent: true } as KnownCaller],
    ['+7902', {} as KnownCaller],
  ]);
  const bundle = { callers, numbers: { find: () => undefined, rules: rules as NumberRule[] } };
  keeper = new DoorKeeper({
    telephony: {
      exchange: () => ({ connected: !isAway, version: null, startedWallMs: null, answerMs: 0 }),
      keepDoor: async (wanted) => {
        if (refuses) throw new Error('no');
        kept.push(wanted);
      },
    },
    switchboard: { admission: () => ({ callsPerSecond, burst: 10, isStrained: false }) },
    bundles: () => [bundle],
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
    },
  ]);
  callsPerSecond = 1;
  await seconds(1);
  expect(kept.at(-1)).toMatchObject({ perSecond: 2 });
});

test('an urgent default is that of every number', async () => {
  rules.push({ pattern: 'default', isUrgent: true });
  await seconds(1);
  expect(kept[0]).toMatchObject({ urgentNumbers: ['112', '8800X*', 'X*', '+X*'] });
});

test('an exchange that is away, or refuses, is told again; nobody is when we are closed', async () => {
  isAway = true;
  await seconds(2);
  expect(kept).toEqual([]);
  isAway = false;
  refuses = true;
  await seconds(1);
  refuses = false;
  await seconds(1);
  expect(kept).toHaveLength(1);
  keeper.close();
  await seconds(2);
  expect(kept).toHaveLength(1);
});
