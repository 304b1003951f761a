import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Prng, prngFrom } from '../../src/base/index.ts';
import { LEASE_MS, RENEW_MS } from '../../src/leader/index.ts';
import { type LeaseProcess, LeaseWorld } from './lease-world.ts';

/** A look, and its answer. */
const SOON_MS = 400;
const LONG_MS = 60_000;

let world: LeaseWorld;
let one: LeaseProcess;
let other: LeaseProcess;
beforeEach(async () => {
  world = new LeaseWorld();
  one = world.start('one');
  await world.until(() => one.acts());
  other = world.start('other');
  await world.pass(RENEW_MS);
});
afterEach(() => {
  expect(world.twoAtOnce).toEqual([]);
});

describe('of two processes', () => {
  test('one acts for as long as it lives, and the other one sees whom it waits for', async () => {
    await world.pass(LONG_MS);
    expect([one.acts(), other.acts()]).toEqual([true, false]);
    expect(other.waitedFor).toEqual(['one']);
  });

  test('the other one acts when the first is dead, within six seconds', async () => {
    one.isDead = true;
    expect(await world.until(() => other.acts())).toBeLessThanOrEqual(LEASE_MS + SOON_MS);
    expect(other.epoch).toBeGreaterThan(one.epoch!);
  });

  test('one that froze does nothing when it wakes, however soon the other one has begun', async () => {
    one.sleep();
    expect(await world.until(() => other.acts())).toBeLessThanOrEqual(LEASE_MS + SOON_MS);
    one.wake();
    expect(one.acts()).toBe(false);
    await world.pass(LONG_MS);
    expect(one.lost).toHaveLength(1);
    expect(other.acts()).toBe(true);
  });

  test('one that froze for a moment goes on', async () => {
    one.sleep();
    await world.pass(RENEW_MS);
    one.wake();
    await world.pass(LONG_MS);
    expect(one.acts()).toBe(true);
  });

  test('one that froze too long does nothing even when nobody has come', async () => {
    other.isDead = true;
    one.sleep();
    await world.pass(LEASE_MS);
    one.wake();
    expect(one.acts()).toBe(false);
    expect(one.lost).toEqual(['this process has not come to renew its lease in time']);
  });

  test('one that gives it back is followed at once', async () => {
    void one.lease.close();
    expect(await world.until(() => other.acts())).toBeLessThanOrEqual(SOON_MS);
  });

  test('the same house goes on at once behind a death', async () => {
    one.isDead = true;
    const next = world.start('one');
    expect(await world.until(() => next.acts())).toBeLessThanOrEqual(SOON_MS);
    await world.pass(LONG_MS);
    expect(other.acts()).toBe(false);
  });
});

describe('what the one that acts knows of those before', () => {
  test('who comes behind another one knows that, and that it has stood by', async () => {
    one.isDead = true;
    await world.until(() => other.acts());
    expect(other.won).toMatchObject({ wasLast: false, stoodBy: true });
  });

  test('who comes behind itself knows that nobody else was there', async () => {
    one.isDead = true;
    const next = world.start('one');
    await world.until(() => next.acts());
    expect(next.won).toMatchObject({ wasLast: true, stoodBy: false });
  });

  test('one that was killed before it ever acted has not been there', async () => {
    other.isDead = true;
    void one.lease.close();
    await world.pass(SOON_MS);
    // Redis was away for a moment, so that it cannot know whether somebody still acts.
    world.store.setBefore('one', LEASE_MS);
    const third = world.start('third');
    await world.pass(2 * RENEW_MS);
    expect(third.acts()).toBe(false);
    third.isDead = true;
    const next = world.start('third');
    await world.until(() => next.acts());
    expect(next.won).toMatchObject({ wasLast: false });
  });

  test('who has seen another one has not been the last, even when Redis forgets everything', async () => {
    one.isDead = true;
    world.store.forget();
    await world.until(() => other.acts());
    expect(other.won).toMatchObject({ wasLast: false });
  });
});

describe('whatever becomes of Redis', () => {
  test('while it is away the one that acts goes on, and so it is afterwards', async () => {
    world.store.isAway = true;
    await world.pass(LONG_MS);
    expect(one.acts()).toBe(true);
    world.store.isAway = false;
    await world.pass(LONG_MS);
    expect([one.acts(), other.acts()]).toEqual([true, false]);
    expect(other.waitedFor).toEqual(['one', null, 'one']);
  });

  test('while it hangs the one that acts goes on, though it learns of that only slowly', async () => {
    world.store.awayMs = 800;
    world.store.isAway = true;
    await world.pass(LONG_MS);
    expect([one.acts(), other.acts()]).toEqual([true, false]);
    world.store.isAway = false;
    await world.pass(LONG_MS);
    expect([one.acts(), other.acts()]).toEqual([true, false]);
  });

  test('one that froze right behind a long absence may still act, and is waited for', async () => {
    world.store.isAway = true;
    await world.pass(LONG_MS);
    one.sleep();
    world.store.isAway = false;
    await world.pass(2_000);
    one.wake();
    expect([one.acts(), other.acts()]).toEqual([true, false]);
    await world.pass(LONG_MS);
    expect([one.acts(), other.acts()]).toEqual([false, true]);
  });

  test('one that froze right behind a short absence, which others need not have noticed, acts no longer for it', async () => {
    one.isCutOff = true;
    await world.until(() => one.failures > 0);
    one.sleep();
    await world.until(() => other.acts());
    one.wake();
    await world.pass(LONG_MS);
    expect(one.lost).toHaveLength(1);
  });

  test('when it has forgotten everything the one that acts goes on, or the other one when that has ended', async () => {
    world.store.forget();
    await world.until(() => one.acts() !== other.acts());
    await world.pass(LONG_MS);
    expect(one.acts() !== other.acts()).toBe(true);
  });

  test('a key that somebody deletes never makes two act', async () => {
    await world.pass(RENEW_MS / 10);
    world.store.deleteKey();
    expect(await world.until(() => !one.acts())).toBeLessThanOrEqual(RENEW_MS + SOON_MS);
    expect(await world.until(() => other.acts())).toBeLessThanOrEqual(LEASE_MS + SOON_MS);
    expect(one.lost).toEqual(['another process has the lease']);
  });

  test('an owner whom somebody has written into it ends the one that acts', async () => {
    world.store.setByHand('somebody', LEASE_MS);
    expect(await world.until(() => !one.acts())).toBeLessThanOrEqual(RENEW_MS + SOON_MS);
    expect(await world.until(() => other.acts())).toBeLessThanOrEqual(LEASE_MS + SOON_MS);
  });

  test('one for which alone it is away goes on: the exchange tells it when another one has come', async () => {
    one.isCutOff = true;
    other.isDead = true;
    await world.pass(LONG_MS);
    expect(one.acts()).toBe(true);
  });
});

const SEEDS = 100;
const STEPS = 20;
const PAUSES_MS = [10, 100, 400, 1_000, 1_500, 3_000, 5_000] as const;

/** One thing that happens to a process or to Redis; whoever has ended starts anew, as its parent does it. */
function misfortune(stormy: LeaseWorld, { pick, chance }: Prng): void {
  const { store } = stormy;
  const process = pick(stormy.processes.filter(({ isDead }) => !isDead));
  const happenings = [
    () => process.sleep(),
    () => process.wake(),
    () => process.wake(),
    () => (process.isDead = true),
    () => void process.lease.close().then(() => (process.isDead = true)),
    () => (store.isAway = chance(1, 2)),
    () => (store.awayMs = pick([0, 300, 800])),
    () => store.deleteKey(),
    () => store.forget(),
  ];
  pick(happenings)();
  startAgain(stormy);
}

function startAgain(stormy: LeaseWorld): void {
  for (const owner of OWNERS) {
    const isThere = stormy.processes.some((one) => one.owner === owner && !one.isDead);
    if (!isThere) stormy.start(owner);
  }
}

const OWNERS = ['one', 'two', 'three'] as const;

test('whatever happens, two never act at once, and one acts when all is well again', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const chance = prngFrom(seed);
    const stormy = new LeaseWorld(() => chance.below(40));
    startAgain(stormy);
    for (let step = 0; step < STEPS; step++) {
      misfortune(stormy, chance);
      await stormy.pass(chance.pick(PAUSES_MS));
      startAgain(stormy);
    }
    stormy.store.isAway = false;
    for (const process of stormy.processes) process.wake();
    const somebodyActs = (): boolean => {
      startAgain(stormy);
      return stormy.processes.some((process) => process.acts());
    };
    await stormy.until(somebodyActs, 4 * LEASE_MS);
    expect(stormy.twoAtOnce, `seed ${seed}`).toEqual([]);
  }
});
