import type { WebhookJob } from '../journal/index.ts';
import type { WebhookTarget } from './jobs.ts';
import { signMessage } from './sign-message.ts';

/** A receiver that has not answered by then is tried again later. */
const ANSWER_MS_MAX = 5_000;

/** `gone`: the receiver said that it never wants to hear of this again. */
export type DeliveryResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly why: string };

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
    return { kind: 'failed', why: `status ${response.status}` };
  } catch (error) {
    return { kind: 'failed', why: reasonOf(error) };
  }
}

/** `fetch` hides what happened to the connection behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
