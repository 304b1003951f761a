import type { SentHeaders } from '../index.ts';
import { onOneLine } from './address.ts';
import type { Response, SendHeaders } from './library.ts';

/** What the other side may ask of us within a call. */
export const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY, MESSAGE';

/** Headers that the server writes itself, or that would take a message out of its dialog. */
const KEPT: ReadonlySet<string> = new Set([
  ...['via', 'from', 'to', 'call-id', 'cseq', 'contact', 'route', 'record-route', 'max-forwards'],
  ...['content-type', 'content-length'],
]);

/**
 * Headers of others as they may be sent: none of the dialog's own, and each on one line. One that stands there several
 * times does so on lines of its own (RFC 3261 7.3.1): the library has one value for each name, and writes it as it is.
 */
export function sendable(headers: SentHeaders): SendHeaders {
  const entries = Object.entries(headers).filter(([name]) => !KEPT.has(name.toLowerCase()));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, [value].flat().map(onOneLine).join(`\r\n${name}: `)]),
  );
}

/** `Reason: …`, or no header for "". */
export const reasonHeader = (reason: string): SendHeaders => (reason === '' ? {} : sendable({ reason }));

/** Statuses that the library knows (it throws for others): the others count as the first of their hundred. */
const KNOWN: ReadonlySet<number> = new Set([
  ...[
    300, 301, 302, 305, 380, 400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 412, 413, 414, 415, 416, 417,
  ],
  ...[
    420, 421, 422, 423, 424, 428, 429, 430, 433, 436, 437, 438, 439, 470, 480, 481, 482, 483, 484, 485, 486,
  ],
  ...[487, 488, 489, 491, 493, 494, 500, 501, 502, 503, 504, 505, 513, 580, 600, 603, 604, 606],
]);

/** Refuses a request. What is no refusal at all becomes 500. */
export function refuse(response: Response, status: number, headers: SendHeaders = {}): void {
  const hundred = Math.floor(status / 100) * 100;
  const known = KNOWN.has(status) ? status : KNOWN.has(hundred) ? hundred : 500;
  response.send(known, { headers });
}
