import { randomBytes } from 'node:crypto';

/** A SIP message as it came over the wire (RFC 3261 section 7). Header names are lower case and long. */
export type SipMessage = {
  /** Of a request; empty in a response. */
  readonly method: string;
  readonly uri: string;
  /** Of a response, 100 to 699; 0 in a request. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
};

/** A header to send: name and value. */
export type Header = readonly [name: string, value: string | number];

const LONG_NAMES: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  c: 'content-type',
  l: 'content-length',
  k: 'supported',
  r: 'refer-to',
  b: 'referred-by',
  s: 'subject',
};

/** In these one line may carry several values, which are wanted one by one. */
const LISTS: ReadonlySet<string> = new Set(['via', 'route', 'record-route', 'contact']);

/** A random word for tags, branches and Call-IDs. */
export const randomWord = (bytes = 8): string => randomBytes(bytes).toString('hex');

/** A branch of RFC 3261: the cookie tells that it is unique. */
export const newBranch = (): string => `z9hG4bK${randomWord()}`;

/** Undefined when the bytes are no SIP message. */
export function parseMessage(bytes: Buffer): SipMessage | undefined {
  const text = bytes.toString('latin1');
  const split = text.indexOf('\r\n\r\n');
  const headEnd = split < 0 ? text.length : split;
  const [first = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(first);
  const response = /^SIP\/2\.0 (\d{3})(?: |$)/.exec(first);
  if (request === null && response === null) return undefined;
  return {
    method: request?.[1] ?? '',
    uri: request?.[2] ?? '',
    status: Number(response?.[1] ?? 0),
    headers: parseHeaders(lines),
    body: text.slice(headEnd + 4),
  };
}

function parseHeaders(lines: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of lines) {
    if (/^[ \t]/.test(line) && last !== undefined) {
      last.push(`${last.pop() ?? ''} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const short = line.slice(0, colon).trim().toLowerCase();
    const name = LONG_NAMES[short] ?? short;
    const value = line.slice(colon + 1).trim();
    last = headers.get(name) ?? [];
    last.push(...(LISTS.has(name) ? splitList(value) : [value]));
    headers.set(name, last);
  }
  return headers;
}

/** Splits at the commas that stand outside quotes and angle brackets. */
function splitList(value: string): string[] {
  const parts = value.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<])+/g) ?? [];
  return parts.map((part) => part.trim());
}

/** The first value of a header, or the empty text. */
export const header = (message: SipMessage, name: string): string => message.headers.get(name)?.[0] ?? '';

/** All values of a header, in order. */
export const headers = (message: SipMessage, name: string): readonly string[] =>
  message.headers.get(name) ?? [];

/** The address inside `"Name" <sip:…>;tag=…`. */
export const uriOf = (value: string): string => /<([^>]+)>/.exec(value)?.[1] ?? value.split(';')[0]!.trim();

/** The display name before the address, without its quotes. */
export const nameOf = (value: string): string =>
  /^\s*(?:"((?:\\.|[^"\\])*)"|([^<"]*))\s*</
    .exec(value)
    ?.slice(1)
    .find((part) => part)
    ?.trim() ?? '';

export const tagOf = (value: string): string | undefined =>
  /;\s*tag=([^;\s>]+)/i.exec(value.replace(/<[^>]*>/, ''))?.[1];

export const branchOf = (message: SipMessage): string =>
  /;\s*branch=([^;,\s]+)/i.exec(header(message, 'via'))?.[1] ?? '';

/** The user part of an address, decoded; empty when there is none. */
export const userOf = (uri: string): string => decodeURIComponent(/^sips?:([^@;>]+)@/i.exec(uri)?.[1] ?? '');

export const cseqOf = (message: SipMessage): { readonly number: number; readonly method: string } => {
  const [number = '0', method = ''] = header(message, 'cseq').split(/\s+/);
  return { number: Number(number), method };
};

/** A UDP or TCP endpoint. */
export type Address = { readonly host: string; readonly port: number };

/** Where a request for this address goes. */
export function addressOf(uri: string): Address {
  const match = /^sips?:(?:[^@]*@)?(\[[^\]]+\]|[^:;?>]+)(?::(\d+))?/i.exec(uri);
  if (match === null) throw new Error(`no SIP address: ${uri}`);
  return { host: match[1]!, port: Number(match[2] ?? 5060) };
}

export function buildRequest(method: string, uri: string, lines: readonly Header[], body = ''): string {
  return buildMessage(`${method} ${uri} SIP/2.0`, lines, body);
}

/**
 * A response repeats Via, Record-Route, From, To, Call-ID and CSeq of its request (RFC 3261 section 8.2.6).
 */
export function buildResponse(
  request: SipMessage,
  status: number,
  options: { readonly toTag?: string; readonly extra?: readonly Header[]; readonly body?: string } = {},
): string {
  const to = header(request, 'to');
  const tag = options.toTag !== undefined && tagOf(to) === undefined ? `;tag=${options.toTag}` : '';
  const lines: Header[] = [
    ...headers(request, 'via').map((value): Header => ['Via', value]),
    ...headers(request, 'record-route').map((value): Header => ['Record-Route', value]),
    ['From', header(request, 'from')],
    ['To', to + tag],
    ['Call-ID', header(request, 'call-id')],
    ['CSeq', header(request, 'cseq')],
    ...(options.extra ?? []),
  ];
  return buildMessage(`SIP/2.0 ${status} ${REASONS[status] ?? 'Answer'}`, lines, options.body ?? '');
}

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  200: 'OK',
  404: 'Not Found',
  480: 'Temporarily Unavailable',
  481: 'Call Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  603: 'Decline',
};

function buildMessage(first: string, lines: readonly Header[], body: string): string {
  const head = [first, ...lines.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
