import type { SipCommand } from '../index.ts';
import type { Whole } from './whole.ts';

type Ping = Extract<SipCommand, { kind: 'ping' }>;

/** OPTIONS that were sent, each of which is told of once: by its answer, or when its time is over. */
export class Pings {
  readonly #whole: Whole;
  readonly #stopWaiting = new Map<string, () => void>();

  constructor(whole: Whole) {
    this.#whole = whole;
  }

  send({ pingId, uri, withinMs }: Ping): void {
    if (this.#stopWaiting.has(pingId)) return;
    const { srf, clock } = this.#whole;
    this.#stopWaiting.set(
      pingId,
      clock.after(withinMs, () => this.#tell(pingId, null)),
    );
    try {
      srf.request(uri, { method: 'OPTIONS' }, (err, sent) => {
        if (sent === undefined) return this.#unsent(pingId, err);
        sent.on('response', ({ status, source_address: from }) => {
          // What the server says of somebody whom it cannot reach comes from no address: nobody has answered.
          if (status >= 200) this.#tell(pingId, from === '' ? null : status);
        });
      });
    } catch (err) {
      this.#unsent(pingId, err);
    }
  }

  /** The connection is gone: nobody knows what became of them. */
  forgetAll(): void {
    for (const stopWaiting of this.#stopWaiting.values()) stopWaiting();
    this.#stopWaiting.clear();
  }

  #unsent(pingId: string, err: unknown): void {
    this.#whole.log.warn({ err }, 'the SIP server could not ask whether a node is there');
    this.#tell(pingId, null);
  }

  #tell(pingId: string, status: number | null): void {
    const stopWaiting = this.#stopWaiting.get(pingId);
    if (stopWaiting === undefined) return;
    stopWaiting();
    this.#stopWaiting.delete(pingId);
    this.#whole.emit({ kind: 'pinged', pingId, status });
  }
}
