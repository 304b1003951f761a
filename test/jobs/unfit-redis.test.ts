import { expect, test } from 'vitest';
import { refusedPing, refusingNow, unfitFor } from '../../src/jobs/index.ts';

const FIT = {
  ...{ redis_version: '7.0.15', maxmemory_policy: 'noeviction', role: 'master' },
  ...{ aof_last_write_status: 'ok', used_memory: 1_000, maxmemory: 0 },
};
const infoOf = (more: Partial<Record<keyof typeof FIT, string | number>> = {}): string =>
  Object.entries({ ...FIT, ...more })
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('# a section\r\n');

test('a Redis that keeps what it is given is fit, however new', () => {
  expect([unfitFor(infoOf()), refusingNow(infoOf())]).toEqual([null, null]);
  expect(unfitFor(infoOf({ redis_version: '8.2.0' }))).toBeNull();
  expect(refusingNow(infoOf({ maxmemory: 1_001 }))).toBeNull();
});

test.each([
  [
    { maxmemory_policy: 'allkeys-lru' },
    'maxmemory-policy is allkeys-lru: Redis would drop jobs when it is full',
  ],
  [{ redis_version: '6.0.16' }, 'Redis 6.0.16 is too old: 6.2 is needed'],
])('one that would lose jobs is unfit: %o', (more, why) => {
  expect(unfitFor(infoOf(more))).toContain(why);
  expect(refusingNow(infoOf(more))).toBeNull();
});

test.each([
  [{ role: 'slave' }, 'this Redis is a replica'],
  [{ aof_last_write_status: 'err' }, 'Redis cannot write its file'],
  [{ maxmemory: 1_000 }, 'the memory of Redis is full (maxmemory 1000 bytes)'],
])('one that takes nothing for now says so: %o', (more, why) => {
  expect(refusingNow(infoOf(more))).toContain(why);
  expect(unfitFor(infoOf(more))).toBeNull();
});

test('one that cannot write its snapshot says so to a PING alone; what else it refuses tells nothing', () => {
  expect(refusedPing('MISCONF Redis is configured to save RDB snapshots')).toContain(
    'Redis cannot write its snapshot',
  );
  expect(refusedPing('Command timed out')).toBeNull();
});
