import type { Speech } from '../speech/index.ts';
import type { Command } from '../switchboard/index.ts';
import type { Telephony, TelephonyEvent } from '../telephony/index.ts';

type Speak = Extract<Command, { kind: 'speak' }>;
type PlayFinished = Extract<TelephonyEvent, { kind: 'playFinished' }>;
export type SpeakerSpeech = Pick<Speech, 'ready' | 'make' | 'forgetBroken'>;

/**
 * Turns words into sounds on their way to the exchange. Words whose sounds lie ready are played in the same turn; else
 * they are made first, and a "stop" that comes meanwhile is remembered. A sound that turns out to be broken when it is
 * to be played is made anew, once.
 */
export class Speaker {
  readonly #speech: SpeakerSpeech;
  readonly #telephony: Telephony;
  readonly #finished: (legId: string, playId: string) => void;
  /** What is being made now; the value says that it is no longer wanted. */
  readonly #making = new Map<string, { isStopped: boolean }>();
  /** What plays for the first time. */
  readonly #playing = new Map<string, Speak & { readonly sounds: readonly string[] }>();

  /** `finished` is told of words that were stopped before their sound was made: they were heard by nobody. */
  constructor(
    speech: SpeakerSpeech,
    telephony: Telephony,
    finished: (legId: string, playId: string) => void,
  ) {
    this.#speech = speech;
    this.#telephony = telephony;
    this.#finished = finished;
  }

  speak(order: Speak): void {
    const { language, items, version } = order;
    const sounds = this.#speech.ready(language, items, version);
    if (sounds === undefined) this.#whenMade(order, async () => this.#speech.make(language, items, version));
    else this.#play(order, sounds);
  }

  stop(legId: string, playId: string): void {
    this.#playing.delete(playId);
    const making = this.#making.get(playId);
    if (making === undefined) this.#telephony.execute({ kind: 'stopPlay', legId, playId });
    else making.isStopped = true;
  }

  /** True when the end of a play is not to be told yet: one of its sounds may be broken, and is looked at. */
  looksAfter({ playId, ok }: PlayFinished): boolean {
    const played = this.#playing.get(playId);
    this.#playing.delete(playId);
    if (ok || played === undefined) return false;
    const { language, items, version, sounds } = played;
    this.#whenMade(played, async () =>
      (await this.#speech.forgetBroken(sounds)) ? this.#speech.make(language, items, version) : undefined,
    );
    return true;
  }

  /** The exchange is gone, and all that played with it. */
  forgetAll(): void {
    this.#playing.clear();
  }

  #play(order: Speak, sounds: readonly string[]): void {
    const { legId, playId } = order;
    this.#playing.set(playId, { ...order, sounds });
    this.#telephony.execute({ kind: 'play', legId, playId, sounds });
  }

  #whenMade(order: Speak, make: () => Promise<readonly string[] | undefined>): void {
    const { legId, playId } = order;
    const making = { isStopped: false };
    this.#making.set(playId, making);
    void make().then((sounds) => {
      this.#making.delete(playId);
      if (making.isStopped || sounds === undefined) this.#finished(legId, playId);
      else this.#telephony.execute({ kind: 'play', legId, playId, sounds });
    });
  }
}
