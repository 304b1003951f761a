import { Redis } from 'ioredis';
import { LEASE_MS, type LeaseKeys, type Seen, type Taken } from './lease.ts';

/** Two questions without an answer, and the lease is known to be safe before it ends (AWAY_MS_MIN in lease.ts). */
const COMMAND_MS_MAX = 800;
const CONNECT_MS_MAX = 1_000;
const RECONNECT_MS_MAX = 500;

/** A question that comes so late has waited in a Redis that stood still. */
const LATE_MS = 700;

const NOW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/**
 * KEYS: the lease, and who has last acted by one. The lease is "OWNER EPOCH". One that somebody has set by hand
 * without an end gets one, so that it can be nobody's for ever.
 */
const LOOK = `${NOW}
local held = redis.call('GET', KEYS[1])
if held and redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {held or '', now}
`;

const TAKE = `${NOW}
local held = redis.call('GET', KEYS[1])
local mine = ARGV[1] .. ' '
if held and string.sub(held, 1, #mine) ~= mine then return {} end
if now - tonumber(ARGV[2]) > tonumber(ARGV[3]) then return {} end
local before = redis.call('HMGET', KEYS[2], 'owner', 'until')
local epoch = redis.call('HINCRBY', KEYS[2], 'epoch', 1)
redis.call('SET', KEYS[1], mine .. epoch, 'PX', ARGV[4])
local till = tonumber(before[2] or '0')
return {epoch, before[1] or '', math.max(0, till - now), till}
`;

/** A lease that Redis has forgotten is taken up again, unless another one has been granted since. */
const RENEW = `${NOW}
local held = redis.call('GET', KEYS[1])
local token = ARGV[1] .. ' ' .. ARGV[2]
local last = tonumber(redis.call('HGET', KEYS[2], 'epoch') or '0')
if held and held ~= token or last > tonumber(ARGV[2]) then return 0 end
local till = now + tonumber(ARGV[3])
redis.call('HSET', KEYS[2], 'epoch', ARGV[2])
if ARGV[4] == '1' then redis.call('HSET', KEYS[2], 'acted', ARGV[2], 'owner', ARGV[1], 'until', till) end
redis.call('SET', KEYS[1], token, 'PX', ARGV[3])
return 1
`;

/** One that was never acted by ends, and says nothing about whoever acted before it. */
const GIVE_BACK = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] .. ' ' .. ARGV[2] then return 0 end
redis.call('DEL', KEYS[1])
if redis.call('HGET', KEYS[2], 'acted') == ARGV[2] then redis.call('HSET', KEYS[2], 'until', '0') end
return 1
`;

/** The lease in a Redis that all machines reach: each question is one script, which nothing comes in between of. */
export class RedisLease implements LeaseKeys {
  readonly #redis: Redis;
  readonly #keys: readonly [string, string];

  constructor(url: string, prefix: string) {
    this.#keys = [`${prefix}:lease`, `${prefix}:lease-before`];
    this.#redis = new Redis(url, {
      commandTimeout: COMMAND_MS_MAX,
      connectTimeout: CONNECT_MS_MAX,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries) => Math.min(RECONNECT_MS_MAX, 50 * tries),
    });
    // Whoever asks learns of it: nothing is asked for a second time by itself.
    this.#redis.on('error', () => undefined);
  }

  async look(): Promise<Seen> {
    const [held, atMs] = (await this.#run(LOOK, LEASE_MS)) as [string, number];
    return { owner: held === '' ? null : held.split(' ')[0]!, atMs };
  }

  async take(owner: string, seenAtMs: number, ttlMs: number): Promise<Taken | undefined> {
    const answer = (await this.#run(TAKE, owner, seenAtMs, LATE_MS, ttlMs)) as
      | [number, string, number, number]
      | [];
    if (answer.length === 0) return undefined;
    const [epoch, before, leftMs, untilMs] = answer;
    return { epoch, before: before === '' ? null : { owner: before, leftMs, hasGivenBack: untilMs === 0 } };
  }

  async renew(owner: string, epoch: number, ttlMs: number, acts = true): Promise<boolean> {
    return (await this.#run(RENEW, owner, epoch, ttlMs, acts ? 1 : 0)) === 1;
  }

  async giveBack(owner: string, epoch: number): Promise<void> {
    await this.#run(GIVE_BACK, owner, epoch);
  }

  close(): void {
    this.#redis.disconnect();
  }

  #run(script: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return this.#redis.eval(script, this.#keys.length, ...this.#keys, ...args);
  }
}
