import type { Command, Event } from '../../../src/switchboard/index.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** A look at the exchange tells what no event has told, and the next one may have to wait for its answer. */
const UNTOLD_MS_MAX = 20_000;

/** What the checker sees of the exchange. */
export type SoundsView = { isConnected(): boolean; isPlaying(legId: string): boolean };

type Words = { readonly legId: string; sinceMs: number };

/**
 * Whoever waits for the end of what a caller hears is told of it, also when the event was lost: nobody listens to silence
 * because of that. While the connection is away time stands still.
 */
export class HeardWords implements Checker {
  readonly name = 'heard words';
  readonly #view: SoundsView;
  readonly #open = new Map<string, Words>();
  #nowMs = 0;

  constructor(view: SoundsView) {
    this.#view = view;
  }

  begin(event: Event | null, monoMs: number): void {
    this.#nowMs = monoMs;
    if (event?.kind === 'playFinished') this.#open.delete(event.playId);
    if (event?.kind === 'legEnded') this.#forget(event.legId);
    if (event?.kind === 'commandFailed' && event.reason === 'gone') this.#forget(event.legId);
    if (event?.kind === 'exchangeBack' && event.restarted) this.#open.clear();
  }

  command(command: Command): void {
    if (command.kind === 'speak')
      this.#open.set(command.playId, { legId: command.legId, sinceMs: this.#nowMs });
  }

  end({ monoMs }: Turn): void {
    for (const [playId, words] of this.#open) {
      const { legId, sinceMs } = words;
      if (!this.#view.isConnected() || this.#view.isPlaying(legId)) words.sinceMs = monoMs;
      must(monoMs - words.sinceMs <= UNTOLD_MS_MAX, this.name, () => {
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
