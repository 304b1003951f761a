import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import type { Exchange } from '../../src/telephony/ari/ari-types.ts';
import { Door } from '../../src/telephony/ari/door.ts';
import type { DoorRules } from '../../src/telephony/index.ts';

const RULES: DoorRules = {
  perSecond: 36,
  burst: 12,
  urgentNumbers: ['112', '+7800XXX*'],
  urgentCallers: [],
};

let globals: Map<string, string>;
let sets: string[];
let warnings: unknown[];
let door: Door;
beforeEach(() => {
  [globals, sets, warnings] = [new Map(), [], []];
  door = new Door(exchangeOf());
});

/** As much of an exchange as a door needs. */
function exchangeOf(): Exchange {
  const asterisk = {
    setGlobalVar: async ({ variable, value }: { readonly variable: string; readonly value: string }) => {
      sets.push(variable);
      globals.set(variable, value);
    },
  };
  const log = { warn: (about: unknown) => warnings.push(about) };
  return { client: () => ({ asterisk }), clock: new SimulatedClock(), log } as unknown as Exchange;
}

/** Whether the dialplan, by its regular expressions, lets them pass. */
const passes = (variable: string, number: string): boolean => new RegExp(globals.get(variable)!).test(number);

test('the rules are set, the rate as the last of them, and only what has changed is set again', async () => {
  await door.keepDoor(RULES);
  expect(sets.at(-1)).toBe('CB_DOOR_PER_S');
  expect(Object.fromEntries(globals)).toMatchObject({ CB_DOOR_PER_S: '36', CB_DOOR_BURST: '12000' });
  sets = [];
  await door.keepDoor(RULES);
  expect(sets).toEqual([]);
  await door.keepDoor({ ...RULES, perSecond: 2 });
  expect(sets).toEqual(['CB_DOOR_PER_S']);
});

test('urgent numbers are patterns of digits, and nobody is urgent where there is none', async () => {
  await door.keepDoor(RULES);
  const urgent = ['112', '+7800123', '+78001234567'];
  expect(urgent.filter((number) => passes('CB_DOOR_NUMBERS', number))).toEqual(urgent);
  const others = ['1120', '0112', '+780012', '7800123', '', '+7800abc'];
  expect(others.filter((number) => passes('CB_DOOR_NUMBERS', number))).toEqual([]);
  expect(['', '1', '+79'].filter((number) => passes('CB_DOOR_CALLERS', number))).toEqual([]);
  await door.keepDoor({ ...RULES, urgentNumbers: ['.*', '1|2', 'X*', '+X*'] });
  expect(passes('CB_DOOR_NUMBERS', '5')).toBe(true);
  expect(passes('CB_DOOR_NUMBERS', 'anything')).toBe(false);
});

test('what Asterisk could not read is left out, which is told once', async () => {
  const many = Array.from({ length: 500 }, (_, index) => `+7900${String(index).padStart(7, '0')}`);
  await door.keepDoor({ ...RULES, urgentCallers: many });
  expect(globals.get('CB_DOOR_CALLERS')!.length).toBeLessThan(3_100);
  expect(passes('CB_DOOR_CALLERS', many[0]!)).toBe(true);
  expect(passes('CB_DOOR_CALLERS', many.at(-1)!)).toBe(false);
  await door.keepDoor({ ...RULES, urgentCallers: many.slice(1) });
  expect(warnings).toHaveLength(1);
});

test('another exchange is told everything', async () => {
  await door.keepDoor(RULES);
  globals.clear();
  door.clear();
  await door.keepDoor(RULES);
  expect(globals.get('CB_DOOR_PER_S')).toBe('36');
});
