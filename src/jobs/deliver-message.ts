import type { WebhookJob } from '../journal/index.ts';
import { signMessage } from './sign-message.ts';

/** A receiver that has not answered by then is tried again later. */
const ANSWER_MS_MAX = 5_000;

/** Somebody else's server that wants to hear of events. */
export type WebhookTarget = {
  readonly url: string;
  /**
   * The key of the signature: "whsec_" and base64 as in Standard Webhooks, or any other text, taken as it is.
   * Several keys, with white space between, sign each message several times, so that a key can be changed
   * without a gap.
   */
  readonly secret: string;
  readonly events: readonly string[];
};

/** `gone`: the receiver said that it never wants to hear of this again. */
export type DeliveryResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone' }
  /** `againMs`: the receiver asks not to be tried again before so many milliseconds have passed. */
  | { readonly kind: 'failed'; readonly why: string; readonly againMs?: number };

/**
 * One try to deliver one message to one receiver. Never throws. A redirect is not followed: it may lead
 * anywhere.
 */
export async function deliverMessage(
  message: WebhookJob,
  target: WebhookTarget,
  atMs: number,
  answerMsMax = ANSWER_MS_MAX,
): Promise<DeliveryResult> {
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Cordboard',
        ...signMessage(message, target.secret, atMs),
      },
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMsMax),
    });
    // What the receiver has to say beyond the status is of no interest, and may be endless.
    await response.body?.cancel();
    if (response.ok) return { kind: 'delivered' };
    if (response.status === 410) return { kind: 'gone' };
    const againMs = pauseAskedFor(response.headers.get('retry-after'), atMs);
    return { kind: 'failed', why: `status ${response.status}`, ...(againMs !== undefined && { againMs }) };
  } catch (error) {
    return { kind: 'failed', why: reasonOf(error) };
  }
}

/** `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date. Whoever asks for longer than this gets this. */
const PAUSE_MS_MAX = 3_600_000;

function pauseAskedFor(header: string | null, atMs: number): number | undefined {
  if (header === null) return undefined;
  const pauseMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - atMs;
  return Number.isNaN(pauseMs) ? undefined : Math.min(Math.max(pauseMs, 0), PAUSE_MS_MAX);
}

/** `fetch` hides what happened to the connection behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
