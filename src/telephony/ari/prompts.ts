import { unlessGone } from './ari-error.ts';
import type { AriEvent, Exchange } from './ari-types.ts';
import type { Legs } from './legs.ts';
import { isPlaying, playOnce } from './play-once.ts';

/**
 * One `play`: its sounds are playbacks of their own, because Asterisk passes over a missing one in a list
 * without a word.
 */
type Prompt = {
  readonly legId: string;
  readonly playId: string;
  /** Playbacks that have not finished, in the order in which they are heard. */
  readonly open: Set<string>;
  /** Those of them that the exchange has been given. */
  readonly given: Set<string>;
  /** All were heard to their end so far. */
  isHeard: boolean;
};

/** The prompts that play on legs. Each ends with exactly one `playFinished`. */
export class Prompts {
  readonly #exchange: Exchange;
  readonly #legs: Legs;
  readonly #ofLeg = new Map<string, Set<Prompt>>();
  readonly #ofPlayback = new Map<string, Prompt>();

  constructor(exchange: Exchange, legs: Legs) {
    this.#exchange = exchange;
    this.#legs = legs;
  }

  /**
   * Asterisk keeps a queue of playbacks for each channel, so all are given at once and follow without a gap.
   */
  async play(legId: string, playId: string, sounds: readonly string[]): Promise<void> {
    const channelId = this.#legs.channelOf(legId);
    const playbacks = sounds.map((sound, place) => ({ id: `${channelId}-${playId}-${place}`, sound }));
    const open = new Set(playbacks.map(({ id }) => id));
    const prompt: Prompt = { legId, playId, open, given: new Set(), isHeard: true };
    this.#add(prompt);
    if (playbacks.length === 0) return this.#finish(prompt);
    try {
      for (const { id, sound } of playbacks) {
        if (!prompt.open.has(id)) continue;
        const media = `sound:${sound}`;
        const ask = () => this.#exchange.client().channels.playWithId({ channelId, playbackId: id, media });
        await playOnce(this.#exchange, id, ask, () => !prompt.open.has(id));
        prompt.given.add(id);
      }
    } catch (err) {
      prompt.isHeard = false;
      this.#finish(prompt);
      throw err;
    }
  }

  /** Takes effect at once. A prompt that has finished meanwhile is none to stop. */
  async stop(legId: string, playId: string): Promise<void> {
    for (const prompt of this.#playing(legId)) if (prompt.playId === playId) await this.#stop(prompt);
  }

  /**
   * While a prompt plays, Asterisk lets other commands of the leg wait for its end: so it is stopped before
   * them.
   */
  async stopAll(legId: string): Promise<void> {
    for (const prompt of this.#playing(legId)) await this.#stop(prompt);
  }

  playbackFinished({ playback }: AriEvent): void {
    this.#close(playback.id, playback.state === 'done');
  }

  /**
   * Playbacks that are over, though we were not told. Asked one after the other: however many play, they are a trickle
   * beside the commands of calls.
   */
  async over(): Promise<readonly string[]> {
    const given = this.#ofPlayback.entries().filter(([id, prompt]) => prompt.given.has(id));
    const over: string[] = [];
    for (const playbackId of given.map(([id]) => id).toArray())
      if (!(await isPlaying(this.#exchange, playbackId))) over.push(playbackId);
    return over;
  }

  /** The leg is gone, and nobody hears its prompts any more. */
  legGone(legId: string): void {
    for (const prompt of this.#playing(legId)) {
      prompt.isHeard = false;
      this.#finish(prompt);
    }
  }

  /** The exchange is a new one: all prompts ended with their legs. */
  clear(): void {
    this.#ofLeg.clear();
    this.#ofPlayback.clear();
  }

  #playing(legId: string): readonly Prompt[] {
    return [...(this.#ofLeg.get(legId) ?? [])];
  }

  /**
   * From the last to the first, so that none of those that wait is heard for a moment. One that the exchange
   * no longer has is over, though we were not told: its event was lost, or is still on its way.
   */
  async #stop(prompt: Prompt): Promise<void> {
    prompt.isHeard = false;
    for (const playbackId of [...prompt.open].toReversed()) {
      try {
        await this.#exchange.client().playbacks.stop({ playbackId });
      } catch (err) {
        unlessGone(err);
        this.#close(playbackId, false);
      }
    }
  }

  #close(playbackId: string, isHeard: boolean): void {
    const prompt = this.#ofPlayback.get(playbackId);
    if (prompt === undefined) return;
    this.#ofPlayback.delete(playbackId);
    prompt.open.delete(playbackId);
    if (!isHeard) prompt.isHeard = false;
    if (prompt.open.size === 0) this.#finish(prompt);
  }

  #add(prompt: Prompt): void {
    const prompts = this.#ofLeg.get(prompt.legId) ?? new Set();
    this.#ofLeg.set(prompt.legId, prompts.add(prompt));
    for (const playbackId of prompt.open) this.#ofPlayback.set(playbackId, prompt);
  }

  #finish(prompt: Prompt): void {
    const { legId, playId, isHeard } = prompt;
    for (const playbackId of prompt.open) this.#ofPlayback.delete(playbackId);
    prompt.open.clear();
    const prompts = this.#ofLeg.get(legId);
    if (prompts?.delete(prompt) !== true) return;
    if (prompts.size === 0) this.#ofLeg.delete(legId);
    this.#exchange.emit({ kind: 'playFinished', legId, playId, ok: isHeard });
  }
}
