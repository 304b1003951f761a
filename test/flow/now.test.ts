import { describe, expect, test } from 'vitest';
import { clockFace } from '../../src/flow/clock-face.ts';
import { Scope } from '../../src/flow/expression.ts';
import type { FlowSet } from '../../src/flow/index.ts';
import { timeZones } from '../../src/schedules/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const scope = new Scope();

function worth(text: string, at: string, zone = 'UTC'): unknown {
  const parsed = scope.parse(text);
  if (!parsed.ok) return parsed.complaint;
  const value = parsed.expression.evaluate({ now: clockFace(Date.parse(at), timeZones.offsetOf(zone)) });
  return value.ok ? value.value : value.say;
}

describe('now', () => {
  test.each([
    ['now.time', '14:05'],
    ['now.date', '2026-11-26'],
    ['now.weekday', 'thu'],
    ['now.hour', '14'],
    ['now.minute', '5'],
    ['now.year', '2026'],
    ['now.month', '11'],
    ['now.day', '26'],
    ['now.hour * 60 + now.minute', '845'],
    ['now.time >= "09:00" && now.time < "24:00"', true],
    ['"14:06" > now.time', true],
    ['now.date >= "2026-11-26" && now.date <= "2026-12-24"', true],
    ['now.weekday in ["sat", "sun"]', false],
    ['now.weekday != "fri"', true],
  ])('%s is %s on 26 November 2026 at five past two in Moscow', (text, value) => {
    expect(worth(text, '2026-11-26T11:05:59Z', 'Europe/Moscow')).toBe(value);
  });

  test.each([
    ['before the clocks are put forth', '2026-03-08T06:59:59Z', 'America/New_York', 'sun 2026-03-08 01:59'],
    ['when the hour is left out', '2026-03-08T07:00:00Z', 'America/New_York', 'sun 2026-03-08 03:00'],
    ['in the hour that comes twice', '2026-10-25T00:30:00Z', 'Europe/Berlin', 'sun 2026-10-25 02:30'],
    ['when it comes again', '2026-10-25T01:30:00Z', 'Europe/Berlin', 'sun 2026-10-25 02:30'],
    ['where it is tomorrow already', '2026-12-31T11:00:00Z', 'Pacific/Auckland', 'fri 2027-01-01 00:00'],
    ['where it is yesterday still', '2026-03-01T03:00:00Z', 'America/St_Johns', 'sat 2026-02-28 23:30'],
    ['on the day that few years have', '2028-02-29T12:00:00Z', 'Asia/Kathmandu', 'tue 2028-02-29 17:45'],
    ['before all machines', '1969-12-31T23:59:59Z', 'UTC', 'wed 1969-12-31 23:59'],
  ])('%s is what the clocks of the zone show', (_, at, zone, shown) => {
    expect(worth('now.weekday + " " + now.date + " " + now.time', at, zone)).toBe(shown);
  });

  test.each([
    ['now.time < "9:00"', 'now.time is never "9:00"', 'write two digits each: "09:00", "17:30"'],
    ['now.date == "26.11.2026"', 'now.date is never "26.11.2026"', 'write "2026-12-31"'],
    [
      'now.weekday in ["sat", "Sunday"]',
      'now.weekday is never "Sunday"',
      'write one of: mon, tue, wed, thu, fri, sat, sun; or several: now.weekday in ["sat", "sun"]',
    ],
    ['"Monday" == now.weekday', 'now.weekday is never "Monday"', 'write one of: mon'],
    ['now.weekday > "fri"', 'weekdays have no order', 'name the days: now.weekday in ["sat", "sun"]'],
    ['now.our > 9', '"now" has no "our"', 'did you mean "hour"?'],
    [
      'now.timezone',
      '"now" has no "timezone"',
      'there is: time, hour, minute, date, year, month, day, weekday',
    ],
    ['caller.nmber', '"caller" has no "nmber"', 'did you mean "number"?'],
    ['now.hour == "9"', '"==" cannot stand between a whole number and text', 'text stands in quotes'],
    ['now', 'its value is a $now', 'make it text, a number, or true or false'],
  ])('%s is a mistake that says what to write', (text, say, hint) => {
    const complaint = worth(text, '2026-11-26T11:05:59Z') as { say: string; hint: string };
    expect(complaint.say).toBe(say);
    expect(complaint.hint).toContain(hint);
  });

  test.each([
    ['caller.?number', 'caller.number'],
    ['caller?.number.startsWith("+7")', 'caller.number.startsWith("+7")'],
    ['dialled.orValue("100") == "100"', 'dialled == "100"'],
    ['language ?? "en"', 'language'],
    ['has(caller.number) && dialled == "1"', 'caller.number != "" && dialled == "1"'],
  ])('%s provides for what cannot be missing, and is told how to go without', (text, instead) => {
    const complaint = worth(text, '2026-11-26T11:05:59Z') as { code: string; hint: string };
    expect(complaint.code).toBe('BAD_EXPRESSION');
    expect(complaint.hint).toBe(`nothing can be missing here; write: ${instead}`);
    expect(scope.parse(instead).ok).toBe(true);
  });
});

const BUNDLE =
  'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\nzone: UTC\n';
/** The test's caller comes at 08:00:01 UTC; where these clocks hang it is half a minute before six. */
const zoneOffset = (): number => 10 * 3_600_000 - 31_000;
const clocks = (main: string): FlowSet => ({ ...flowsOf(main, { 'bundle.yaml': BUNDLE }), zoneOffset });

describe('in a call', () => {
  test('a step has the time at which the caller came to it', () => {
    const caller = new TestCaller(
      clocks(
        flow(`first: { set: { before: now.time }, next: ask }
ask:
  menu: { prompts: ask, keys: { 1: tell }, timeout: 20s, retries: { no_input: 1 } }
  on: { failed: tell }
tell: { say: { items: [{ time: before }, { time: now.time }] }, next: late }
late: { branch: { if: now.hour >= 18, then: end, else: first } }`),
      ),
    );
    caller.call().silence().silence();
    expect(caller.transcript.at(-1)).toBe('en: time(17:59) time(18:00)');
    expect(caller.hear().ended).toBe('self_served');
  });

  test('a step that goes on later still has its time, and one that begins anew has a new one', () => {
    const caller = new TestCaller(
      clocks(
        flow(`first:
  menu: { prompts: ask, keys: { 1: ask }, timeout: 20s }
  on: { failed: ask }
ask:
  http: { url: "https://crm.example/at/{{ now.time }}" }
  on: { ok: end, http_error: end }`),
      ),
    );
    caller.call().press('1');
    caller.pass(60_000);
    caller.input({ kind: 'resumed' });
    expect(caller.transcript.filter((line) => line.startsWith('get'))).toEqual([
      'get https://crm.example/at/17%3A59',
      'get https://crm.example/at/18%3A00',
    ]);
  });

  test('what is done after the hang-up is done at its time', () => {
    const head = 'on_hangup: gone\ndefaults: { on: { timeout: end, full: end, unstaffed: end } }';
    const gone = 'first: { queue: help }\ngone: { tag: "{{ now.time }}", next: end }';
    const caller = new TestCaller(clocks(flow(gone, head))).call();
    caller.pass(60_000);
    caller.input({ kind: 'hungUp' });
    expect(caller.effects).toContainEqual({ kind: 'tagged', label: '18:00', reason: null });
  });
});
