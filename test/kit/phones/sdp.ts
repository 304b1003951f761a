import type { Address } from './message.ts';

/** Which way the sound goes, from the writer's side (RFC 3264). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** One audio stream of PCMU with RFC 4733 digits, 20 ms a packet. */
export function sessionText(media: Address, direction: Direction = 'sendrecv'): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${media.host}`,
    's=-',
    `c=IN IP4 ${media.host}`,
    't=0 0',
    `m=audio ${media.port} RTP/AVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    `a=${direction}`,
    '',
  ].join('\r\n');
}

/** Where the other side wants its sound; undefined when the text offers no audio. */
export function mediaAddress(session: string): Address | undefined {
  const host = /^c=IN IP4 (\S+)/m.exec(session)?.[1];
  const port = Number(/^m=audio (\d+)/m.exec(session)?.[1] ?? 0);
  return host === undefined || port === 0 ? undefined : { host, port };
}

/** The direction that answers an offer: hold is answered by listening. */
export function answerDirection(offer: string): Direction {
  if (/^a=sendonly/m.test(offer)) return 'recvonly';
  if (/^a=recvonly/m.test(offer)) return 'sendonly';
  return /^a=inactive/m.test(offer) ? 'inactive' : 'sendrecv';
}
