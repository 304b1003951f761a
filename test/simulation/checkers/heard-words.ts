import type { Command, Event } from '../../../src/switchboard/index.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** A look at the exchange tells what no event has told, and the next one may have to wait for its answer. */
const UNTOLD_MS_MAX = 20_000;

/** What the checker sees of the exchange. */
export type SoundsView = {
  isConnected(): boolean;
  /** When the last prompt of this leg ended; null: it has had none, undefined: one plays, or there is no such leg. */
  silentSinceMs(legId: string): number | null | undefined;
};

type Words = { readonly legId: string; readonly saidMs: number };

/**
 * Whoever waits for the end of what a caller hears is told of it, also when the event was lost: nobody listens to silence
 * because of that. While the connection is away nothing can be told.
 */
export class HeardWords implements Checker {
  readonly name = 'heard words';
  readonly #view: SoundsView;
  readonly #open = new Map<string, Words>();
  #nowMs = 0;
  #connectedMs = 0;

  constructor(view: SoundsView) {
    this.#view = view;
  }

  begin(event: Event | null, monoMs: number): void {
    this.#nowMs = monoMs;
    if (event?.kind === 'playFinished') this.#open.delete(event.playId);
    if (event?.kind === 'legEnded') this.#forget(event.legId);
    if (event?.kind === 'commandFailed' && event.reason === 'gone') this.#forget(event.legId);
    if (event?.kind !== 'exchangeBack') return;
    this.#connectedMs = monoMs;
    if (event.restarted) this.#open.clear();
  }

  command(command: Command): void {
    if (command.kind === 'speak')
      this.#open.set(command.playId, { legId: command.legId, saidMs: this.#nowMs });
  }

  end({ monoMs }: Turn): void {
    if (!this.#view.isConnected()) return;
    for (const [playId, { legId, saidMs }] of this.#open) {
      const silentMs = this.#view.silentSinceMs(legId);
      if (silentMs === undefined) continue;
      const sinceMs = Math.max(silentMs ?? 0, saidMs, this.#connectedMs);
      must(monoMs - sinceMs <= UNTOLD_MS_MAX, this.name, () => {
        return `${legId} hears nothing since ${sinceMs}, and nobody has told that ${playId} is over`;
      });
    }
  }

  processDied(): void {
    this.#open.clear();
  }

  #forget(legId: string): void {
    for (const [playId, words] of this.#open) if (words.legId === legId) this.#open.delete(playId);
  }
}
