import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ban } from '../../../src/bans/index.ts';
import { systemClock as clock } from '../../../src/machine/system-clock.ts';
import type { BanWitness } from '../../../src/sip/index.ts';
import { type EdgeRedis, openBanWitness, openEdgeRedis } from '../../../src/sip/redis/index.ts';
import { RedisProcess } from '../../jobs/bullmq/redis-process.ts';
import { eventually } from '../../kit/eventually.ts';

const PREFIX = 'test';
const BANS = `${PREFIX}:sip-bans`;
const HOUR_MS = 3_600_000;
const log = pino({ level: 'silent' });

let redis: RedisProcess;
let open: { close(): void }[];
beforeAll(async () => {
  redis = await RedisProcess.prepare();
  await redis.start();
});
afterAll(() => redis.end());
beforeEach(async () => {
  open = [];
  await redis.ask(async (ask) => ask.flushall());
});
afterEach(() => {
  for (const one of open) one.close();
});

const ban = (address: string, forMs = HOUR_MS): Ban => {
  const { wallMs } = clock.now();
  return { address, sinceMs: Math.round(wallMs), untilMs: Math.round(wallMs + forMs), why: 'guessing' };
};

/** An edge, and what it is told of its bans. */
function edge() {
  const one: EdgeRedis = openEdgeRedis({ redisUrl: redis.url, prefix: PREFIX, clock, log });
  open.push(one);
  const [kept, lifted]: [(readonly Ban[])[], string[]] = [[], []];
  one.bans.start({ onKept: (bans) => kept.push(bans), onLifted: (addresses) => lifted.push(...addresses) });
  return { ...one, kept, lifted };
}

/** It has read what was there. */
async function begun() {
  const one = edge();
  await eventually('it has read', () => one.kept[0]);
  return one;
}

function cordboard(): BanWitness {
  const one = openBanWitness({ redisUrl: redis.url, prefix: PREFIX, log, clock });
  open.push(one);
  return one;
}

const sees = (witness: BanWitness, bans: readonly Ban[]): Promise<true> =>
  eventually(`${bans.length} bans are seen`, async () => {
    const seen = await witness.bans().catch(() => []);
    return JSON.stringify(seen) === JSON.stringify(bans) || undefined;
  });

describe('bans of the edge', () => {
  test('are seen by Cordboard, and known to the edge behind this one', async () => {
    const [one, witness] = [await begun(), cordboard()];
    const bans = [ban('198.51.100.7'), ban('2001:db8::7')];
    one.bans.show(bans);
    await sees(witness, bans);
    one.close();
    expect((await begun()).kept).toEqual([bans]);
  });

  test('are not written before what was there is read, nor over it when the next edge has none yet', async () => {
    const bans = [ban('198.51.100.7')];
    await redis.ask(async (ask) => ask.set(BANS, JSON.stringify(bans)));
    const next = edge();
    next.bans.show([]);
    await eventually('it has read', () => next.kept[0]);
    expect(next.kept).toEqual([bans]);
    await setTimeout(1_100);
    await sees(cordboard(), bans);
  });

  test('are there no longer than the last of them', async () => {
    const one = await begun();
    one.bans.show([ban('198.51.100.7', 1_200), ban('198.51.100.8', 600)]);
    const standsMs = (): Promise<number> => redis.ask(async (ask) => ask.pttl(BANS));
    const leftMs = await eventually('they stand there', async () => {
      const ms = await standsMs();
      return ms > 0 ? ms : undefined;
    });
    expect(leftMs).toBeLessThanOrEqual(1_200);
    one.close();
    await eventually('they are gone', async () => ((await standsMs()) === -2 ? true : undefined));
  });

  test('that are lifted are gone at once for Cordboard, and the edge is told once', async () => {
    const [one, witness] = [await begun(), cordboard()];
    const [lifted, other] = [ban('198.51.100.7'), ban('198.51.100.8')];
    one.bans.show([lifted, other]);
    await sees(witness, [lifted, other]);
    await witness.lift(lifted);
    expect(await witness.bans()).toEqual([other]);
    await eventually('the edge is told', () => one.lifted[0]);
    one.bans.show([other]);
    await sees(witness, [other]);
    const again = ban('198.51.100.7');
    one.bans.show([again, other]);
    await sees(witness, [again, other]);
    expect(one.lifted).toEqual(['198.51.100.7']);
  });

  test('that are lifted while there is no edge are none for the next one', async () => {
    const [one, witness] = [await begun(), cordboard()];
    const [lifted, other] = [ban('198.51.100.7'), ban('198.51.100.8')];
    one.bans.show([lifted, other]);
    await sees(witness, [lifted, other]);
    one.close();
    await witness.lift(lifted);
    expect((await begun()).kept).toEqual([[other]]);
  });

  test('are written anew for a Redis that has lost everything, and nobody waits for one that is away', async () => {
    const [one, witness] = [await begun(), cordboard()];
    const bans = [ban('198.51.100.7')];
    one.bans.show(bans);
    await sees(witness, bans);
    await redis.kill();
    await expect(witness.bans()).rejects.toThrow();
    await expect(witness.lift(bans[0]!)).rejects.toThrow();
    redis.loseData();
    await redis.start();
    await sees(witness, bans);
  });

  test('that nobody can read are none', async () => {
    await redis.ask(async (ask) => ask.set(BANS, '[{"address":7}]'));
    expect((await begun()).kept).toEqual([[]]);
  });
});
