import { header, uriOf, userOf } from '../../../test/kit/phones/message.ts';
import type { LoggedMessage } from '../../../test/kit/sipp/index.ts';

/**
 * One call as SIPp's own messages tell it, at a caller's or at an operator's phone. Wall times in milliseconds; null:
 * never.
 */
export type Sight = {
  readonly callId: string;
  /** The caller's number, which the INVITE shows at either kind of phone. */
  readonly number: string;
  /** The INVITE. */
  readonly begunMs: number;
  /** The 200 to it, and for a phone that was called the ACK behind that. */
  readonly answeredMs: number | null;
  readonly connectedMs: number | null;
  /** The first BYE, CANCEL or refusal. */
  readonly endedMs: number | null;
  /** Whose BYE or CANCEL it was, both where they crossed. */
  readonly hungUp: boolean;
  readonly wasLetGo: boolean;
  /** The final answer to the INVITE, 0 for none. */
  readonly status: number;
  /** Pressed by INFO. */
  readonly keys: string;
};

/** All calls of one SIPp, in the order in which they began. What belongs to no INVITE (OPTIONS) is left out. */
export function sightsOf(messages: readonly LoggedMessage[]): readonly Sight[] {
  const byCall = new Map<string, LoggedMessage[]>();
  for (const each of messages) {
    const callId = header(each.message, 'call-id');
    const known = byCall.get(callId);
    if (known !== undefined) known.push(each);
    else if (each.message.method === 'INVITE') byCall.set(callId, [each]);
  }
  return [...byCall].map(([callId, own]) => sightOf(callId, own));
}

function sightOf(callId: string, messages: readonly LoggedMessage[]): Sight {
  const [invite] = messages;
  const first = (fits: (each: LoggedMessage) => boolean): number | null => messages.find(fits)?.atMs ?? null;
  const is = (method: string) => (each: LoggedMessage) => each.message.method === method;
  const isFinal = ({ message }: LoggedMessage): boolean =>
    message.status >= 200 && header(message, 'cseq').endsWith('INVITE');
  const isRefusal = (each: LoggedMessage): boolean => isFinal(each) && each.message.status >= 300;
  const isEnd = (each: LoggedMessage): boolean => ['BYE', 'CANCEL'].includes(each.message.method);
  const ends = messages.filter(isEnd);
  const status = messages.find(isFinal)?.message.status ?? 0;
  return {
    callId,
    number: userOf(uriOf(header(invite!.message, 'from'))),
    begunMs: invite!.atMs,
    answeredMs: status === 200 ? first(isFinal) : null,
    connectedMs: status === 200 ? first(is('ACK')) : null,
    endedMs: first((each) => isEnd(each) || isRefusal(each)),
    hungUp: ends.some(({ isSent }) => isSent),
    wasLetGo: ends.some(({ isSent }) => !isSent),
    status,
    keys: pressed(messages),
  };
}

/** A key whose INFO was repeated is one key. */
function pressed(messages: readonly LoggedMessage[]): string {
  const keys = new Map<string, string>();
  for (const { message } of messages) {
    const key = /Signal=(\S)/.exec(message.body)?.[1];
    if (message.method === 'INFO' && key !== undefined) keys.set(header(message, 'cseq'), key);
  }
  return [...keys.values()].join('');
}
