import { performance } from 'node:perf_hooks';

/** What phones do and see. All phones of a test write into one diary, so all times are of one clock. */
export type PhoneEvent = {
  /** performance.now() when the message was sent or read. */
  readonly atMs: number;
  /**
   * Who writes: the caller's number, or the operator's account (with the contact's label when there are
   * several).
   */
  readonly phone: string;
  readonly kind: PhoneEventKind;
  /** Call-ID of the SIP dialog; of the registration for `registered`. */
  readonly callId: string;
  /** The other side: the number dialled, or the number that the phone shows. */
  readonly peer: string;
  /** SIP status where one says how it ended, otherwise 0. */
  readonly status: number;
};

export type PhoneEventKind =
  /** INVITE sent · 18x read · 200 read · final refusal read · 487 to our CANCEL read. */
  | 'placed'
  | 'heardRinging'
  | 'wasAnswered'
  | 'wasRefused'
  | 'gaveUp'
  /** INVITE read · 200 sent · its ACK read · refusal sent · CANCEL read. */
  | 'rang'
  | 'answered'
  | 'connected'
  | 'refused'
  | 'ringingEnded'
  /** BYE sent · BYE read, at either kind of phone. */
  | 'hungUp'
  | 'wasHungUp'
  | 'pressed'
  /** REFER sent and finally answered (`status`). */
  | 'referred'
  | 'registered';

type Waiting = {
  readonly match: (event: PhoneEvent) => boolean;
  readonly found: (event: PhoneEvent) => void;
};

/** Written in the order of the clock; what is written is never changed. */
export class Diary {
  readonly events: PhoneEvent[] = [];
  readonly #waiting = new Set<Waiting>();

  /** `atMs` is now unless the message was stamped when it was read. */
  write(
    event: Omit<PhoneEvent, 'atMs' | 'status'> & { readonly atMs?: number; readonly status?: number },
  ): void {
    const whole: PhoneEvent = { ...event, atMs: event.atMs ?? performance.now(), status: event.status ?? 0 };
    this.events.push(whole);
    for (const each of [...this.#waiting]) {
      if (!each.match(whole)) continue;
      this.#waiting.delete(each);
      each.found(whole);
    }
  }

  of(phone: string): readonly PhoneEvent[] {
    return this.events.filter((event) => event.phone === phone);
  }

  count(kind: PhoneEventKind, phone?: string): number {
    return this.events.filter(
      (event) => event.kind === kind && (phone === undefined || event.phone === phone),
    ).length;
  }

  /**
   * The first event that fits, from the `from`th on (default: from the beginning, so what has already
   * happened counts). Rejects after `withinMs`, telling `what` was waited for and the last lines of the
   * diary.
   */
  until(
    what: string,
    match: (event: PhoneEvent) => boolean,
    withinMs = 5_000,
    from = 0,
  ): Promise<PhoneEvent> {
    const past = this.events.slice(from).find(match);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        match,
        found: (event) => {
          clearTimeout(limit);
          resolve(event);
        },
      };
      const limit = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(new Error(`not seen within ${withinMs} ms: ${what}\n${this.lastLines()}`));
      }, withinMs);
      this.#waiting.add(waiting);
    });
  }

  /** Whoever writes for hours keeps only what is newer than `beforeMs` (performance.now()). */
  forget(beforeMs: number): void {
    const kept = this.events.findIndex(({ atMs }) => atMs >= beforeMs);
    this.events.splice(0, kept === -1 ? this.events.length : kept);
  }

  /** The newest entries as text, for the message of a failed test. */
  lastLines(count = 20): string {
    return this.events
      .slice(-count)
      .map(
        (e) => `  ${e.atMs.toFixed(1)} ${e.phone} ${e.kind} ${e.peer}${e.status > 0 ? ` (${e.status})` : ''}`,
      )
      .join('\n');
  }
}
