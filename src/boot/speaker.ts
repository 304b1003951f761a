import type { Speech } from '../speech/index.ts';
import type { Command } from '../switchboard/index.ts';
import type { Telephony } from '../telephony/index.ts';

type Speak = Extract<Command, { kind: 'speak' }>;

/**
 * Turns words into sounds on their way to the exchange. Words whose sounds lie ready are played in the same turn; else
 * they are made first, and a "stop" that comes meanwhile is remembered.
 */
export class Speaker {
  readonly #speech: Pick<Speech, 'ready' | 'make'>;
  readonly #telephony: Telephony;
  readonly #finished: (legId: string, playId: string) => void;
  /** What is being made now; the value says that it is no longer wanted. */
  readonly #making = new Map<string, { isStopped: boolean }>();

  /** `finished` is told of words that were stopped before their sound was made: they were heard by nobody. */
  constructor(
    speech: Pick<Speech, 'ready' | 'make'>,
    telephony: Telephony,
    finished: (legId: string, playId: string) => void,
  ) {
    this.#speech = speech;
    this.#telephony = telephony;
    this.#finished = finished;
  }

  speak({ legId, playId, version, language, items }: Speak): void {
    const sounds = this.#speech.ready(language, items, version);
    if (sounds !== undefined) {
      this.#telephony.execute({ kind: 'play', legId, playId, sounds });
      return;
    }
    const making = { isStopped: false };
    this.#making.set(playId, making);
    void this.#speech.make(language, items, version).then((made) => {
      this.#making.delete(playId);
      if (making.isStopped) this.#finished(legId, playId);
      else this.#telephony.execute({ kind: 'play', legId, playId, sounds: made });
    });
  }

  stop(legId: string, playId: string): void {
    const making = this.#making.get(playId);
    if (making === undefined) this.#telephony.execute({ kind: 'stopPlay', legId, playId });
    else making.isStopped = true;
  }
}
