/** So many requests at once: in all, and to one server; so many more may wait for their turn. */
export type GateRules = {
  readonly atOnceMax: number;
  readonly perHostMax: number;
  readonly waitingMax: number;
};

type Waiter = { readonly host: string; readonly settle: (isIn: boolean) => void };

/** Bounds what is under way. Who waits is let in in order, past those whose own server is full. */
export class Gate {
  readonly #rules: GateRules;
  readonly #inside = new Map<string, number>();
  readonly #waiters: Waiter[] = [];
  #insideCount = 0;

  constructor(rules: GateRules) {
    this.#rules = rules;
  }

  /** True: it is in, and must `leave`. False: too many wait, or the signal has aborted meanwhile. */
  enter(host: string, signal: AbortSignal): Promise<boolean> {
    if (this.#hasRoom(host)) {
      this.#count(host, 1);
      return Promise.resolve(true);
    }
    if (this.#waiters.length >= this.#rules.waitingMax || signal.aborted) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter: Waiter = { host, settle: resolve };
    const giveUp = (): void => {
      const at = this.#waiters.indexOf(waiter);
      if (at >= 0) this.#waiters.splice(at, 1);
      resolve(false);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiters.push(waiter);
    return promise;
  }

  leave(host: string): void {
    this.#count(host, -1);
    const at = this.#waiters.findIndex((waiter) => this.#hasRoom(waiter.host));
    if (at < 0) return;
    const [next] = this.#waiters.splice(at, 1);
    this.#count(next!.host, 1);
    next!.settle(true);
  }

  #hasRoom(host: string): boolean {
    const { atOnceMax, perHostMax } = this.#rules;
    return this.#insideCount < atOnceMax && (this.#inside.get(host) ?? 0) < perHostMax;
  }

  #count(host: string, change: 1 | -1): void {
    this.#insideCount += change;
    const count = (this.#inside.get(host) ?? 0) + change;
    if (count === 0) this.#inside.delete(host);
    else this.#inside.set(host, count);
  }
}
