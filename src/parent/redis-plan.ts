import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { portOf, redisAddress, redisPassword, type Settings, toolPath } from '../settings/index.ts';
import { askRedis, speaksRedis } from './ask-redis.ts';
import { LogFile } from './log-file.ts';
import { portOwner } from './proc.ts';
import type { SiblingPlan } from './sibling.ts';
import { writeFile } from './write-file.ts';

/** A disk that is slow makes it late, never silent for so long; jobs wait in the store meanwhile. */
const STALL_MS_MAX = 30_000;
/** It reads its file first, some gigabytes of which take minutes: to end it would only let it begin anew. */
const READY_MS_MAX = 600_000;

/**
 * What Cordboard may do there: everything with keys of its own, nothing with the server, and nothing that empties it.
 * Who gets hold of the connection still reaches its jobs, but neither its files nor its configuration.
 */
export const redisRights = (prefix: string): string =>
  `~${prefix}:* &${prefix}:* +@all -@admin -@dangerous +info`;

/**
 * Redis holds jobs that wait. Every second is saved, nothing is thrown away when memory runs short (a job that
 * vanishes is worse than one refused), and the password keeps out other users of the machine.
 */
function renderRedis(settings: Settings, folder: string): string {
  const { hostname, port } = new URL(settings.redis.url);
  return [
    `bind ${hostname.replace(/[[\]]/g, '')}`,
    `port ${port || portOf(settings.redis.url)}`,
    `dir ${JSON.stringify(folder)}`,
    `user default on >${redisPassword(settings)} ${redisRights(settings.redis.prefix)}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'loglevel notice',
    '',
  ].join('\n');
}

/** How to run the Redis of this data folder. */
export function redisPlan(settings: Settings): SiblingPlan {
  const { run, logs, data, redis } = settings;
  const folder = join(data, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const config = join(run, 'redis', 'redis.conf');
  writeFile(config, renderRedis(settings, folder));
  const use = {
    protocol: 'tcp',
    host: new URL(redis.url).hostname.replace(/[[\]]/g, ''),
    port: portOf(redis.url),
  } as const;
  return {
    name: 'Redis',
    program: { command: [toolPath('redis-server'), config], folder, env: process.env },
    ports: [{ ...use, setting: 'redis.url' }],
    log: new LogFile(join(logs, 'redis.log'), 10_000_000),
    markPath: join(run, 'redis.json'),
    isReady: async (pid) => portOwner(use)?.pid === pid && (await answers(redisAddress(settings))),
    readyMsMax: READY_MS_MAX,
    // One that refuses, as when its disk is full, does something: its end would mend nothing.
    isAlive: () => speaksRedis(use),
    stallMsMax: STALL_MS_MAX,
    stopMsMax: 5_000,
  };
}

/** Whether this Redis answers a PING; while it still reads its file from the disk it says LOADING. */
const answers = async (address: string): Promise<boolean> =>
  (await askRedis(address, (redis) => redis.ping())) === 'PONG';
