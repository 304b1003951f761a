import type { Asked, Headers, Source } from '../index.ts';
import { parseAddress, placeOf } from './address.ts';
import { firstOf, type HeaderLine, headerLines } from './header-lines.ts';
import type { Message, Request } from './library.ts';

/**
 * Null when From, To, CSeq or the address itself cannot be read: it is refused with 400, and nobody hears of
 * it.
 */
export function askedOf(request: Request): Asked | null {
  const lines = headerLines(request.raw);
  const [from, to] = [parseAddress(firstOf(lines, 'from')), parseAddress(firstOf(lines, 'to'))];
  const dialled = placeOf(request.uri);
  const sequence = /^(\d{1,10})\s+[A-Z]+$/.exec(firstOf(lines, 'cseq'))?.[1];
  const callId = firstOf(lines, 'call-id');
  if (from === null || to === null || dialled === null || sequence === undefined || callId === '')
    return null;
  const [fromPlace, toPlace] = [placeOf(from.uri), placeOf(to.uri)];
  return {
    source: sourceOf(request, lines),
    dialled: dialled.user,
    from: { user: fromPlace?.user ?? '', host: fromPlace?.host ?? '', name: from.name },
    to: { user: toPlace?.user ?? '', host: toPlace?.host ?? '' },
    uri: request.uri,
    callId,
    sequence: Number(sequence),
    headers: firstHeaders(lines),
  };
}

/**
 * The server tells no WebSocket from the TCP below it: that stands in what the sender says of its own way.
 */
function sourceOf(request: Request, lines: readonly HeaderLine[]): Source {
  const said = /^SIP\s*\/\s*2\.0\s*\/\s*(\w+)/i.exec(firstOf(lines, 'via'))?.[1]?.toLowerCase();
  const isWeb = said === 'ws' || said === 'wss';
  const { source_address: address, source_port: port, protocol } = request;
  if (protocol === 'udp') return { address, port, transport: 'udp' };
  return { address, port, transport: isWeb ? said : protocol === 'tls' ? 'tls' : 'tcp' };
}

function firstHeaders(lines: readonly HeaderLine[]): Headers {
  const first = new Map<string, string>();
  for (const [name, value] of lines) {
    if (!first.has(name) && name !== 'contact' && name !== 'via') first.set(name, value);
  }
  return Object.fromEntries(first);
}

/** The session description in a message, also as one of several parts; "" when there is none. */
export function sdpOf(message: Message): string {
  const part = message.payload.find(({ type }) => /^application\/sdp\b/i.test(type ?? ''));
  const content = part?.content ?? '';
  // The library leaves the border behind the last part in it.
  const border = content.indexOf('\r\n--');
  return border < 0 ? content : content.slice(0, border + 2);
}

/** Its Reason header (RFC 3326), "" without one. */
export const reasonOf = (message: Message): string => firstOf(headerLines(message.raw), 'reason');
