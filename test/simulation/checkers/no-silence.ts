import type { Event } from '../../../src/switchboard/index.ts';
import { type Checker, must, type Turn } from './checker.ts';
import { Lasting } from './lasting.ts';

/**
 * Longer than anything for which a flow waits in silence (an answer, somebody else's server, a slow disk, a pause), and
 * than an event that is lost before it, until it is made up for.
 */
const SILENT_MS_MAX = 60_000;

/** What the checker sees of the exchange. */
export type SilenceView = {
  isConnected(): boolean;
  /** Callers who were answered, and hear no prompt, no music and nobody, while nobody takes down what they say. */
  inSilence(): readonly string[];
  /** When this one heard something of a prompt last; null: never. */
  heardMs(legId: string): number | null;
};

/**
 * Nobody is forgotten: a caller who hears nothing is soon told something, or is let go. Looked at after each turn: of a
 * prompt that began and ended between two turns nothing is seen but when it was heard.
 */
export class NoSilence implements Checker {
  readonly name = 'no silence';
  readonly #view: SilenceView;
  readonly #silent = new Lasting();

  constructor(view: SilenceView) {
    this.#view = view;
  }

  begin(event: Event | null): void {
    if (event?.kind === 'exchangeBack') this.#silent.forget();
  }

  end({ monoMs }: Turn): void {
    if (!this.#view.isConnected()) return this.#silent.forget();
    for (const [legId, sinceMs] of this.#silent.see(this.#view.inSilence(), monoMs)) {
      const forMs = monoMs - Math.max(sinceMs, this.#view.heardMs(legId) ?? sinceMs);
      must(forMs <= SILENT_MS_MAX, this.name, () => `${legId} hears nothing, for ${forMs} ms`);
    }
  }

  processDied(): void {
    this.#silent.forget();
  }
}
