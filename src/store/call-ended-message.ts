import { createHash } from 'node:crypto';
import type { CallRecord, WebhookJob } from '../journal/index.ts';

/** The only event so far; the names are what `webhooks[].events` in the settings may list. */
const CALL_ENDED = 'call.ended';

/**
 * The message that tells somebody else's server that a call has ended. Its id depends on the call alone, so
 * that it cannot be made twice, and has no dot, because Standard Webhooks signs `id.timestamp.body`.
 */
export function callEndedMessage(record: CallRecord): WebhookJob {
  const digest = createHash('sha256').update(`${CALL_ENDED}\n${record.callId}`).digest('base64url');
  return {
    id: `msg_${digest.slice(0, 27)}`,
    event: CALL_ENDED,
    body: JSON.stringify({
      type: CALL_ENDED,
      timestamp: new Date(record.endedMs ?? record.arrivedMs).toISOString(),
      data: record,
    }),
  };
}
