import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { RedisLease } from '../../src/leader/index.ts';
import { RedisProcess } from '../jobs/bullmq/redis-process.ts';
import { eventually } from '../kit/eventually.ts';

const TTL_MS = 300;
const PREFIX = 'test';
const LEASE = `${PREFIX}:lease`;

let redis: RedisProcess;
let leases: RedisLease[];
beforeAll(async () => {
  redis = await RedisProcess.prepare();
  await redis.start();
});
afterAll(() => redis.end());
beforeEach(() => redis.ask(async (ask) => ask.flushall()));
beforeEach(() => {
  leases = [];
});
afterEach(() => {
  for (const lease of leases) lease.close();
});

async function open(): Promise<RedisLease> {
  const lease = new RedisLease(redis.url, PREFIX);
  leases.push(lease);
  await lease.look();
  return lease;
}

async function take(lease: RedisLease, owner: string, ttlMs = TTL_MS) {
  return lease.take(owner, (await lease.look()).atMs, ttlMs);
}

/** Takes it, and writes down that its owner acts. */
async function act(lease: RedisLease, owner: string) {
  const taken = await take(lease, owner);
  await lease.renew(owner, taken?.epoch ?? 0, TTL_MS);
  return taken;
}

test('one has it, others see who and for how long, and each grant has a greater number', async () => {
  const [one, other] = [await open(), await open()];
  expect(await act(one, 'one')).toEqual({ epoch: 1, before: null });
  expect(await other.look()).toMatchObject({ owner: 'one' });
  expect(await take(other, 'other')).toBeUndefined();
  await eventually('it is over', async () => ((await other.look()).owner === null ? true : undefined));
  expect(await take(other, 'other')).toEqual({
    epoch: 2,
    before: { owner: 'one', leftMs: 0, hasGivenBack: false },
  });
  expect(await one.renew('one', 1, TTL_MS)).toBe(false);
});

test('one that is renewed does not end, and one that was given back is free at once', async () => {
  const [one, other] = [await open(), await open()];
  await act(one, 'one');
  for (let times = 0; times < 5; times++) {
    await new Promise((passed) => setTimeout(passed, TTL_MS / 3));
    expect(await one.renew('one', 1, TTL_MS)).toBe(true);
  }
  await one.giveBack('one', 1);
  expect(await take(other, 'other')).toMatchObject({
    epoch: 2,
    before: { owner: 'one', hasGivenBack: true },
  });
  await one.giveBack('one', 1);
  expect(await other.renew('other', 2, TTL_MS), 'nobody gives back what is not theirs').toBe(true);
});

test('the same house takes its own again, and the process before has it no more', async () => {
  const [before, after] = [await open(), await open()];
  await act(before, 'house-1');
  expect(await take(after, 'house-1')).toMatchObject({ epoch: 2, before: { owner: 'house-1' } });
  expect(await before.renew('house-1', 1, TTL_MS)).toBe(false);
});

test('one that Redis has forgotten is its holder’s again, unless somebody had it meanwhile', async () => {
  const [one, other] = [await open(), await open()];
  await take(one, 'one');
  await redis.ask(async (ask) => ask.flushall());
  expect(await one.renew('one', 1, TTL_MS)).toBe(true);
  expect((await other.look()).owner).toBe('one');
  await redis.ask(async (ask) => ask.del(LEASE));
  await take(other, 'other', 1);
  await eventually('it is over', async () => ((await other.look()).owner === null ? true : undefined));
  expect(await one.renew('one', 1, TTL_MS), 'there was one in between').toBe(false);
});

test('whose key somebody has deleted may act until its time is over, and that is known', async () => {
  const [one, other] = [await open(), await open()];
  await take(one, 'one');
  await one.renew('one', 1, 60_000);
  await redis.ask(async (ask) => ask.del(LEASE));
  const { before } = (await take(other, 'other'))!;
  expect(before!.owner).toBe('one');
  expect(before!.leftMs).toBeGreaterThan(50_000);
  await other.giveBack('other', 2);
  expect((await take(other, 'other'))!.before!.leftMs, 'who never acted has nothing to give').toBeGreaterThan(
    0,
  );
});

test('one that somebody has set by hand has an end', async () => {
  const one = await open();
  await take(one, 'one');
  await redis.ask(async (ask) => ask.set(LEASE, 'somebody 9'));
  expect(await one.renew('one', 1, TTL_MS)).toBe(false);
  expect(await one.look()).toMatchObject({ owner: 'somebody' });
  expect(await redis.ask(async (ask) => ask.pttl(LEASE))).toBeGreaterThan(0);
});

test('a question that comes out of a Redis that stood still takes nothing', async () => {
  const one = await open();
  const { atMs } = await one.look();
  redis.signal('SIGSTOP');
  const asked = one.take('one', atMs, 60_000);
  await expect(asked).rejects.toThrow();
  redis.signal('SIGCONT');
  await eventually('it answers again', async () => ((await one.look()).owner === null ? true : undefined));
});
