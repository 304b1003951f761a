import type { Clock } from '../base/index.ts';
import type { Wish } from './wishes.ts';

/** Why callers do not hear what is written: a recording that cannot be played, or a voice that does not speak. */
export type SoundTrouble = { readonly why: string } & (
  | { readonly kind: 'recording'; readonly path: string }
  | { readonly kind: 'voice'; readonly language: string; readonly isSpare: boolean }
);

/** Nobody has asked for it since: it may have been mended. */
const FORGOTTEN_MS = 5 * 60_000;
/** Further ones are of the same cause, such as a disk that is gone. */
const TROUBLES_MAX = 20;

/** What could not be made into sounds when it was asked for, until it is made or not asked for any more. */
export class SoundTroubles {
  readonly #clock: Clock;
  /** Recording or voice → what is wrong with it, the first that failed first. */
  readonly #troubles = new Map<string, { readonly trouble: SoundTrouble; readonly monoMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  failed(wish: Wish, { message: why }: Error): void {
    const key = keyOf(wish);
    if (!this.#troubles.has(key) && this.now().length >= TROUBLES_MAX) return;
    const trouble: SoundTrouble =
      wish.kind === 'recording'
        ? { kind: 'recording', path: wish.path, why }
        : { kind: 'voice', language: wish.language, isSpare: wish.bySpare === true, why };
    this.#troubles.set(key, { trouble, monoMs: this.#clock.now().monoMs });
  }

  made(wish: Wish): void {
    this.#troubles.delete(keyOf(wish));
  }

  now(): readonly SoundTrouble[] {
    const { monoMs: nowMs } = this.#clock.now();
    for (const [key, { monoMs }] of this.#troubles)
      if (nowMs - monoMs >= FORGOTTEN_MS) this.#troubles.delete(key);
    return [...this.#troubles.values()].map(({ trouble }) => trouble);
  }
}

/** Each language has a voice, which speaks its texts or does not; each recording is a file of its own. */
const keyOf = (wish: Wish): string =>
  wish.kind === 'recording'
    ? `recording ${wish.path}`
    : `${wish.bySpare === true ? 'spare ' : ''}voice ${wish.language}`;
