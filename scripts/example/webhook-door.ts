import { createHmac, timingSafeEqual } from 'node:crypto';

/** A message whose time differs by more than this from ours is an old one that somebody sends again. */
const WINDOW_S = 300;

/** `taken`: it is new and true · `known`: true, and here already · `refused`: anybody may have written it. */
export type Verdict = 'taken' | 'known' | 'refused';

/**
 * The door of a receiver of webhooks, by the rules of Standard Webhooks, as it may be copied: the signature is checked
 * over the bytes that came, before they are read; old messages are refused; each id is taken once. `secrets` are the
 * keys that are good now: two while a key is being changed. Each as it is, or "whsec_" and base64.
 */
export class WebhookDoor {
  readonly #keys: readonly Buffer[];
  /** Id → until when (seconds) it must be remembered: later it is refused for its age. */
  readonly #seen = new Map<string, number>();

  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map((secret) =>
      secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret),
    );
  }

  take(headers: Readonly<Record<string, unknown>>, body: string, nowMs: number): Verdict {
    const [id, sent, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers[`webhook-${name}`]);
    if (typeof id !== 'string' || typeof sent !== 'string' || typeof signatures !== 'string')
      return 'refused';
    const nowS = Math.floor(nowMs / 1_000);
    if (!/^\d+$/.test(sent) || Math.abs(nowS - Number(sent)) > WINDOW_S) return 'refused';
    if (!this.#isSigned(`${id}.${sent}.${body}`, signatures)) return 'refused';
    for (const [known, untilS] of this.#seen) if (untilS < nowS) this.#seen.delete(known);
    if (this.#seen.has(id)) return 'known';
    this.#seen.set(id, Number(sent) + WINDOW_S);
    return 'taken';
  }

  #isSigned(text: string, signatures: string): boolean {
    const expected = this.#keys.map((key) => createHmac('sha256', key).update(text).digest());
    return signatures.split(' ').some((signature) => {
      const shown = Buffer.from(/^v1,(.+)$/.exec(signature)?.[1] ?? '', 'base64');
      return expected.some((digest) => shown.length === digest.length && timingSafeEqual(shown, digest));
    });
  }
}
