import type { Egress } from '../egress/index.ts';
import type { FetchResult } from '../flow/index.ts';
import type { DeliveryResult, NoticeWay } from '../jobs/index.ts';

/** A server that has not answered by then is tried again later. */
const ANSWER_MS_MAX = 10_000;

/**
 * Sends what flows tell servers by the rules of what they ask them. `egress` is one of its own: however many notices
 * are on their way, they take no room from a caller who waits for an answer.
 */
export function noticeWayBy(egress: Pick<Egress, 'fetch' | 'close'>): NoticeWay {
  return {
    async send({ url, headers, secretHeaders, body }, idempotencyKey) {
      const request = {
        method: 'post',
        url,
        headers,
        secretHeaders,
        body,
        triesMax: 1,
        hasKey: true,
      } as const;
      return resultOf(await egress.fetch({ limitMs: ANSWER_MS_MAX, idempotencyKey, request }));
    },
    close: () => egress.close(),
  };
}

function resultOf(result: FetchResult): DeliveryResult {
  switch (result.kind) {
    case 'answered':
      if (result.status >= 200 && result.status < 300) return { kind: 'delivered' };
      return { kind: 'failed', why: `status ${result.status}` };
    case 'timeout':
      return { kind: 'failed', why: `no answer within ${ANSWER_MS_MAX / 1_000} s` };
    case 'tooBig':
      return { kind: 'failed', why: 'an answer that is too long' };
    default:
      return { kind: 'failed', why: result.why };
  }
}
