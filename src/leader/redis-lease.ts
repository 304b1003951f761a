import { Redis } from 'ioredis';
import { LEASE_MS, type LeaseKeys, type Seen, type Taken } from './lease.ts';

const COMMAND_MS_MAX = 1_000;
const CONNECT_MS_MAX = 1_000;
const RECONNECT_MS_MAX = 500;

/** A question that comes so late has waited in a Redis that stood still. */
const LATE_MS = 1_000;

const NOW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/**
 * KEYS: the lease, and what is known of the last one. The lease is "OWNER EPOCH". One that somebody has set by hand
 * without an end gets one, so that it can be nobody's for ever.
 */
const LOOK = `${NOW}
local held = redis.call('GET', KEYS[1])
if not held then return {'', 0, now} end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return {held, left, now}
`;

const TAKE = `${NOW}
local held = redis.call('GET', KEYS[1])
local mine = ARGV[1] .. ' '
if held and string.sub(held, 1, #mine) ~= mine then return {} end
if now - tonumber(ARGV[2]) > tonumber(ARGV[3]) then return {} end
local before = redis.call('HGET', KEYS[2], 'owner') or ''
local back = redis.call('HGET', KEYS[2], 'back') or '0'
local epoch = redis.call('HINCRBY', KEYS[2], 'epoch', 1)
redis.call('HSET', KEYS[2], 'owner', ARGV[1], 'back', '0')
redis.call('SET', KEYS[1], mine .. epoch, 'PX', ARGV[4])
return {epoch, before, back}
`;

/** A lease that Redis has forgotten is taken up again, unless another one has been granted since. */
const RENEW = `
local held = redis.call('GET', KEYS[1])
local token = ARGV[1] .. ' ' .. ARGV[2]
if held == token then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1
end
local last = tonumber(redis.call('HGET', KEYS[2], 'epoch') or '0')
if held or last > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[2], 'epoch', ARGV[2], 'owner', ARGV[1], 'back', '0')
redis.call('SET', KEYS[1], token, 'PX', ARGV[3])
return 1
`;

const GIVE_BACK = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] .. ' ' .. ARGV[2] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[2], 'back', '1')
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
      enableOfflineQueue: false,
      retryStrategy: (tries) => Math.min(RECONNECT_MS_MAX, 50 * tries),
    });
    // Whoever asks learns of it: nothing is asked for a second time by itself.
    this.#redis.on('error', () => undefined);
  }

  async look(): Promise<Seen> {
    const [held, leftMs, atMs] = (await this.#run(LOOK, LEASE_MS)) as [string, number, number];
    return { owner: held === '' ? null : held.split(' ')[0]!, leftMs, atMs };
  }

  async take(owner: string, seenAtMs: number, ttlMs: number): Promise<Taken | undefined> {
    const answer = (await this.#run(TAKE, owner, seenAtMs, LATE_MS, ttlMs)) as [number, string, string] | [];
    if (answer.length === 0) return undefined;
    const [epoch, before, back] = answer;
    return { epoch, before: before === '' ? null : before, wasGivenBack: back === '1' };
  }

  async renew(owner: string, epoch: number, ttlMs: number): Promise<boolean> {
    return (await this.#run(RENEW, owner, epoch, ttlMs)) === 1;
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
