import type { Event } from '../../../src/switchboard/index.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** Longer than anything for which a flow waits in silence: an answer, somebody else's server, a pause. */
const SILENT_MS_MAX = 45_000;

/** What the checker sees of the exchange. */
export type SilenceView = {
  isConnected(): boolean;
  /** Callers who were answered, and hear no prompt, no music and nobody, while nobody takes down what they say. */
  inSilence(): readonly string[];
};

/** Nobody is forgotten: a caller who hears nothing is soon told something, or is let go. */
export class NoSilence implements Checker {
  readonly name = 'no silence';
  readonly #view: SilenceView;
  readonly #sinceMs = new Map<string, number>();

  constructor(view: SilenceView) {
    this.#view = view;
  }

  begin(event: Event | null): void {
    if (event?.kind === 'exchangeBack') this.#sinceMs.clear();
  }

  end({ monoMs }: Turn): void {
    if (!this.#view.isConnected()) return this.#sinceMs.clear();
    const silent = new Set(this.#view.inSilence());
    for (const legId of this.#sinceMs.keys()) if (!silent.has(legId)) this.#sinceMs.delete(legId);
    for (const legId of silent) {
      const sinceMs = this.#sinceMs.get(legId) ?? monoMs;
      this.#sinceMs.set(legId, sinceMs);
      must(
        monoMs - sinceMs <= SILENT_MS_MAX,
        this.name,
        () => `${legId} hears nothing, for ${monoMs - sinceMs} ms`,
      );
    }
  }

  processDied(): void {
    this.#sinceMs.clear();
  }
}
