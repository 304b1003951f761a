import { parseMessage, type SipMessage } from '../phones/message.ts';

/** A message that SIPp sent or read, at wall time in milliseconds. */
export type LoggedMessage = { readonly atMs: number; readonly isSent: boolean; readonly message: SipMessage };

const HEAD = /^-{20,} (\S+Z)\nUDP message (sent|received) \[\d+\] bytes:\n\n/;
const BETWEEN = /^(?=-{20,} \S+Z\nUDP message )/m;

/** What SIPp wrote with `-trace_msg`, in its order. A last message that was cut off by SIPp's death is left out. */
export function parseMessageLog(text: string): readonly LoggedMessage[] {
  return text.split(BETWEEN).flatMap((block) => {
    const head = HEAD.exec(block);
    const message = head && parseMessage(Buffer.from(withLineEnds(block.slice(head[0].length)), 'latin1'));
    if (!head || !message) return [];
    return [{ atMs: Date.parse(head[1]!), isSent: head[2] === 'sent', message }];
  });
}

/** SIPp writes some messages with bare line feeds. */
const withLineEnds = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');
