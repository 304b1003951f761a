import { createHash } from 'node:crypto';
import {
  type CallRecord,
  type Contact,
  type Entry,
  NOTICE,
  type NoticeBody,
  type WebhookJob,
  webhookBody,
  webhookEventOf,
} from '../journal/index.ts';

/**
 * The message that tells somebody else's server of an entry: for a call with its record after the entry. Undefined
 * when the entry is not told. Its id depends on the entry alone, so that it cannot be made twice, and has no dot,
 * because Standard Webhooks signs `id.timestamp.body`.
 */
export function entryMessage(entry: Entry, call: CallRecord | undefined): WebhookJob | undefined {
  const event = webhookEventOf(entry);
  if (event === undefined) return undefined;
  return messageOf(event, JSON.stringify(entry), webhookBody(entry, call, isoOf));
}

/** What a flow sends to a server of its own choice: the request, and the key by which that knows it again. */
export function noticeMessage({ noticeId, request }: Extract<Entry, { kind: 'notified' }>): WebhookJob {
  return messageOf(NOTICE, noticeId, { noticeId, request } satisfies NoticeBody);
}

/** The message that tells of the end of a call, of which there is one however often its end is seen. */
export function callEndedMessage(record: CallRecord): WebhookJob {
  const { callId, endedMs, arrivedMs, outcome, abandonedWhere: where, endedBy } = record;
  const ended = {
    kind: 'callEnded',
    callId,
    where,
    outcome: outcome ?? 'failed',
    by: endedBy ?? 'system',
  } as const;
  const event = webhookEventOf(ended)!;
  return messageOf(event, callId, webhookBody({ ...ended, atMs: endedMs ?? arrivedMs }, record, isoOf));
}

/** The message that tells of a contact after an entry; nobody needs to have written it when the state has changed. */
export function contactMessage(entry: Entry, contact: Contact): WebhookJob {
  const identity = `${JSON.stringify(entry)} ${contact.state}`;
  return messageOf(webhookEventOf(entry)!, identity, webhookBody(entry, undefined, isoOf, contact));
}

function messageOf(event: string, identity: string, body: object): WebhookJob {
  const digest = createHash('sha256').update(`${event}\n${identity}`).digest('base64url');
  return { id: `msg_${digest.slice(0, 27)}`, event, body: JSON.stringify(body) };
}

const isoOf = (wallMs: number): string => new Date(wallMs).toISOString();
