import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { DrainDesk } from '../../src/boot/drain-desk.ts';
import { Readiness } from '../../src/boot/readiness.ts';

const MINUTE = 60_000;

let folder: string;
let clock: SimulatedClock;
let readiness: Readiness;
let calls: number;
let told: string[];
let endsCount: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-drain-'));
  [clock, readiness, calls, told, endsCount] = [new SimulatedClock(), new Readiness(), 2, [], 0];
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (): string => join(folder, 'drain.json');

function desk(): DrainDesk {
  return new DrainDesk({
    file: fileOf(),
    callsCount: () => calls,
    put: ({ kind }) => told.push(kind) > 0,
    onDrained: () => {
      endsCount += 1;
    },
    ...{ readiness, clock, log: pino({ level: 'silent' }) },
  });
}

test('new calls are refused at once, and the end comes with that of the last call', () => {
  const drain = desk();
  expect(drain.state()).toBeNull();
  const { untilMs } = drain.begin(10 * MINUTE, 'admin');
  expect(told).toEqual(['drainAsked']);
  expect(readiness.now()).toMatchObject({ ready: false, draining: true });
  expect(drain.state()).toMatchObject({ by: 'admin', calls: 2, untilMs: clock.now().wallMs + 10 * MINUTE });
  clock.advance(MINUTE);
  expect([endsCount, drain.state()!.untilMs]).toEqual([0, untilMs]);
  calls = 0;
  clock.advance(1_000);
  expect(endsCount).toBe(1);
});

test('a call that goes on and on ends it at the limit, which may be set anew', () => {
  const drain = desk();
  drain.begin(10 * MINUTE, 'admin');
  clock.advance(9 * MINUTE);
  drain.begin(10 * MINUTE, 'admin');
  clock.advance(9 * MINUTE);
  expect(endsCount).toBe(0);
  clock.advance(MINUTE);
  expect(endsCount).toBe(1);
});

test('whoever thinks better of it takes calls again, and nothing ends', () => {
  const drain = desk();
  drain.begin(MINUTE, 'admin');
  drain.end('admin');
  drain.end('admin');
  expect(told).toEqual(['drainAsked', 'drainEnded']);
  expect(readiness.now()).toEqual({ ready: true, missing: [] });
  calls = 0;
  clock.advance(2 * MINUTE);
  expect([endsCount, drain.state(), existsSync(fileOf())]).toEqual([0, null, false]);
});

test('the process behind one that was killed goes on with it, with the same limit', () => {
  desk().begin(MINUTE, 'admin');
  const until = clock.now().wallMs + MINUTE;
  clock = new SimulatedClock({ monoMs: 5, wallMs: clock.now().wallMs + 20_000 });
  readiness = new Readiness();
  const next = desk();
  next.resume();
  expect(next.state()).toMatchObject({ untilMs: until, by: 'admin' });
  expect(readiness.now().draining).toBe(true);
  clock.advance(39_000);
  expect(endsCount).toBe(0);
  clock.advance(1_500);
  expect(endsCount).toBe(1);
});

test('another process goes on with it when this one is started anew, and none when it stops for good', () => {
  const drain = desk();
  drain.begin(MINUTE, 'admin');
  drain.close(false);
  expect(JSON.parse(readFileSync(fileOf(), 'utf8'))).toMatchObject({ by: 'admin' });
  const next = desk();
  next.resume();
  next.close(true);
  expect(existsSync(fileOf())).toBe(false);
  expect(() => next.end('admin')).toThrow('stopping already');
  expect(() => next.begin(1, 'admin')).toThrow('stopping already');
});

test('a file that nobody can read refuses no call', () => {
  writeFileSync(fileOf(), '{"untilMs":');
  const drain = desk();
  drain.resume();
  expect([drain.state(), told]).toEqual([null, []]);
});
