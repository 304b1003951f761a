import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Failure } from '../base/index.ts';

/** So long a link is good for: enough to press "play", too short to be passed on. */
const LINK_MS = 300_000;

/** What a link says: which recording, until when (wall time), who asked for it, and the seal of all that. */
export type SoundLink = {
  readonly recordingId: string;
  readonly until: number;
  readonly by: string;
  readonly seal: string;
};

/**
 * Links under which a page plays one recording for some minutes without a token. They are sealed (HMAC-SHA-256) with a
 * key that only this process knows: a restart ends all of them, and nothing of them is kept.
 */
export class SoundLinks {
  readonly #key = randomBytes(32);

  make(recordingId: string, by: string, nowMs: number): SoundLink {
    const link = { recordingId, by, until: nowMs + LINK_MS };
    return { ...link, seal: this.#sealOf(link).toString('base64url') };
  }

  /** Throws `Failure` LINK_OVER for a link that is too old, that another process made, or that somebody changed. */
  check(link: SoundLink, nowMs: number): void {
    const [shown, right] = [Buffer.from(link.seal, 'base64url'), this.#sealOf(link)];
    const isOurs = shown.length === right.length && timingSafeEqual(shown, right);
    if (!isOurs || link.until < nowMs) throw new Failure('LINK_OVER', { recordingId: link.recordingId });
  }

  #sealOf({ recordingId, until, by }: Omit<SoundLink, 'seal'>): Buffer {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([recordingId, until, by]))
      .digest();
  }
}
