import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { type Hotline, type Launched, launchHotline } from './hotline.ts';
import { HotlineApi } from './hotline-api.ts';
import { TcpGate } from './tcp-gate.ts';

const READY_MS = 30_000;

/**
 * Another Cordboard for the Asterisk, the Redis and the database of a hotline, with a data folder of its own, as on
 * another machine. All that it asks of Asterisk and of Redis goes through gates.
 */
export class SecondMachine {
  readonly launched: Launched;
  /** On its way to Asterisk, and to Redis. */
  readonly gate: TcpGate;
  readonly redisGate: TcpGate;

  private constructor(launched: Launched, gate: TcpGate, redisGate: TcpGate) {
    this.launched = launched;
    this.gate = gate;
    this.redisGate = redisGate;
  }

  /** Resolves when it stands by. */
  static async start(beside: Hotline, bundle: string): Promise<SecondMachine> {
    const { data, settings } = beside.launched;
    const ari = new URL(settings.CORDBOARD_ASTERISK_ARI_URL!);
    const gate = await TcpGate.open({ host: ari.hostname, port: Number(ari.port) });
    ari.port = String(gate.port);
    const redis = new URL(settings.CORDBOARD_REDIS_URL!);
    const redisGate = await TcpGate.open({ host: redis.hostname, port: Number(redis.port) });
    redis.port = String(redisGate.port);
    redis.password = (await readFile(join(data, 'secrets/redis-password'), 'utf8')).trim();
    const launched = await launchHotline({
      bundle,
      settings: {
        CORDBOARD_ASTERISK_MODE: 'external',
        CORDBOARD_ASTERISK_ARI_URL: ari.href,
        CORDBOARD_ASTERISK_ARI_PASSWORD_FILE: join(data, 'secrets/ari-password'),
        CORDBOARD_REDIS_MODE: 'external',
        CORDBOARD_REDIS_URL: redis.href,
        CORDBOARD_STORE_URL: settings.CORDBOARD_STORE_URL ?? `sqlite:${join(data, 'cordboard.db')}`,
        CORDBOARD_LIMITS_CALLS: settings.CORDBOARD_LIMITS_CALLS!,
        CORDBOARD_ASTERISK_RTP_FROM: settings.CORDBOARD_ASTERISK_RTP_FROM!,
        CORDBOARD_ASTERISK_RTP_TO: settings.CORDBOARD_ASTERISK_RTP_TO!,
        CORDBOARD_TAKEOVER_LEASE: 'true',
      },
    });
    const machine = new SecondMachine(launched, gate, redisGate);
    await eventually('it stands by', async () => ((await machine.standsBy()) ? true : undefined), READY_MS);
    return machine;
  }

  get url(): string {
    return `http://127.0.0.1:${this.launched.settings.CORDBOARD_HTTP_PORT}`;
  }

  /** Its API; there is none before it has served calls. */
  async api(): Promise<HotlineApi> {
    return new HotlineApi(
      this.url,
      (await readFile(join(this.launched.data, 'secrets/admin-token'), 'utf8')).trim(),
    );
  }

  standsBy(): Promise<boolean> {
    return standsBy(this.url);
  }

  async pid(): Promise<number> {
    const text = await readFile(join(this.launched.data, 'run/cordboard.json'), 'utf8');
    return (JSON.parse(text) as { pid: number }).pid;
  }

  async stop(): Promise<void> {
    await this.launched.stop();
    await this.launched.cleanUp();
    await this.gate.close();
    await this.redisGate.close();
  }
}

/** Whether the Cordboard at this address says that another one serves the calls. */
export async function standsBy(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  await answer?.arrayBuffer();
  return answer?.status === 503 && answer.headers.has('cordboard-served-by');
}
