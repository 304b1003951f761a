import type { FetchResult } from '../flow/index.ts';
import type { AskedServer } from './egress.ts';

type Counting = { -readonly [K in keyof AskedServer]: AskedServer[K] };

/** What became of requests, server by server. Only servers that may be asked are noted, so there are few. */
export class AskedServers {
  readonly #servers = new Map<string, Counting>();

  note(host: string, result: FetchResult, tookMs: number): void {
    const server = this.#servers.get(host) ?? {
      host,
      goodCount: 0,
      badCount: 0,
      tookMs: 0,
      isResting: false,
    };
    this.#servers.set(host, server);
    if (isGood(result)) server.goodCount += 1;
    else server.badCount += 1;
    server.tookMs += tookMs;
  }

  list(isResting: (host: string) => boolean): readonly AskedServer[] {
    return [...this.#servers.values()].map((server) => ({ ...server, isResting: isResting(server.host) }));
  }
}

/** An answer that the flow can use; whether it holds what the flow wants is the flow's to say. */
export const isGood = (result: FetchResult): boolean => result.kind === 'answered' && result.status < 400;
