import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { redisRights } from '../../../src/parent/index.ts';
import { freePort } from '../../kit/free-port.ts';

/** The set-up's own Redis, else the machine's. */
const OWN = new URL('../../../.tools/bin/redis-server', import.meta.url).pathname;
const BINARY = existsSync(OWN) ? OWN : 'redis-server';

/** A real Redis of the test's own: a free port, its data in a folder that goes with it. */
export class RedisProcess {
  readonly port: number;
  /** Where its files are. */
  readonly folder = mkdtempSync(join(tmpdir(), 'cordboard-redis-'));
  readonly #settings: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#settings = settings;
  }

  /** Not started yet: its port is only reserved. */
  static async prepare(...settings: string[]): Promise<RedisProcess> {
    return new RedisProcess(await freePort(), settings);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    // Jobs do all their work with the rights that a hotline gives them.
    const users = ['--user', 'default', 'on', 'nopass', ...redisRights('test').split(' ')];
    users.push('--user', 'test', 'on', 'nopass', '~*', '&*', '+@all');
    const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
    this.#child = spawn(BINARY, [...args, ...users, ...durable, ...this.#settings], { stdio: 'ignore' });
    await this.ask(async (redis) => redis.ping());
  }

  /** As a crash would: nothing is said and nothing is saved. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }

  /** Everything that was in it is gone as well. */
  loseData(): void {
    rmSync(this.folder, { recursive: true });
    mkdirSync(this.folder);
  }

  /** Asks it something over a connection of its own, which may do everything. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url.replace('//', '//test:any@'), {
      retryStrategy: () => 20,
      maxRetriesPerRequest: 500,
    });
    // While it starts it cannot be reached; the question itself fails when that lasts.
    redis.on('error', () => {});
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
