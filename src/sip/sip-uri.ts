import { hostInUri } from '../base/index.ts';
import type { Source } from './sip-edge.ts';

/** An address of SIP in its parts (RFC 3261 19.1.1). */
type SipUri = {
  readonly scheme: 'sip' | 'sips';
  /** As it was written: what a phone has put there it wants to read again. "" without one. */
  readonly user: string;
  /** In small letters; an address of IPv6 in its brackets. */
  readonly host: string;
  readonly port: string;
  /** By names in small letters; a parameter without a value has "". */
  readonly params: ReadonlyMap<string, string>;
  readonly headers: string;
};

/** Phones write about a hundred; what is longer is no phone's. */
const URI_CHARS_MAX = 512;
/** No blank, no bracket and no quote is in any part: what is read so can stand in a header again. */
const URI =
  /^(sips?):(?:([^@\s<>"]+)@)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?((?:;[^;?\s<>"]*)*)(?:\?([^\s<>"]*))?$/i;

/** Undefined for whatever cannot be dialled: another scheme, a part that is missing, or far too long. */
export function parseSipUri(text: string): SipUri | undefined {
  const found = text.length > URI_CHARS_MAX ? null : URI.exec(text);
  if (found === null) return undefined;
  const [, scheme, user = '', host, port = '', params = '', headers = ''] = found;
  return {
    scheme: scheme!.toLowerCase() === 'sips' ? 'sips' : 'sip',
    user,
    host: host!.toLowerCase(),
    port,
    params: new Map(params.split(';').filter(Boolean).map(nameAndValue)),
    headers,
  };
}

function nameAndValue(param: string): [string, string] {
  const at = param.indexOf('=');
  const [name, value] = at < 0 ? [param, ''] : [param.slice(0, at), param.slice(at + 1)];
  return [name.toLowerCase(), value];
}

/** Where one of these stands in one address alone, the two are different (RFC 3261 19.1.4). */
const TELLING = ['user', 'ttl', 'method', 'maddr', 'transport'];

/**
 * Whether two addresses are the same (RFC 3261 19.1.4): a port that is left out is not 5060, and other parameters count
 * only where both have them. So "the same" is not passed on: two that differ may both be the same as a third.
 */
export function isSameUri(one: SipUri, other: SipUri): boolean {
  const isSame = (part: 'scheme' | 'host' | 'port'): boolean => one[part] === other[part];
  if (!isSame('scheme') || !isSame('host') || !isSame('port')) return false;
  if (unescaped(one.user) !== unescaped(other.user)) return false;
  if (TELLING.some((name) => one.params.has(name) !== other.params.has(name))) return false;
  const isAnother = ([name, value]: [string, string]): boolean => {
    const theirs = other.params.get(name);
    return theirs !== undefined && unescaped(theirs).toLowerCase() !== unescaped(value).toLowerCase();
  };
  return ![...one.params].some(isAnother) && inOrder(one.headers) === inOrder(other.headers);
}

/** These mean the same with an escape and without one (RFC 3261 25.1, unreserved). */
const UNRESERVED = /[\w\-.!~*'()]/;

/** "%41" is "A"; a sign that is none of `plain` keeps its escape, in one way of writing it. */
export const unescaped = (text: string, plain = UNRESERVED): string =>
  text.replace(/%[\da-f]{2}/gi, (escaped) => {
    const char = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return plain.test(char) ? char : escaped.toUpperCase();
  });

const inOrder = (headers: string): string =>
  headers
    .split('&')
    .map((header) => unescaped(header))
    .toSorted()
    .join('&');

/** These say where a request goes or how it is to look: both are ours to say. */
const OURS = new Set(['transport', 'maddr', 'ttl', 'method']);

/**
 * The address to dial so that a phone is reached at which the REGISTER came from `source`: its own address with that
 * host, port and transport (RFC 5626 5.3 for connections, RFC 3581 for UDP), as `rewrite_contact` does in the
 * exchange. What the phone says of itself is that of its own network, and often private; and nobody can have us call
 * a third party by registering its address.
 */
export function targetUri({ scheme, user, params }: SipUri, { address, port, transport }: Source): string {
  const isSecure = scheme === 'sips' && (transport === 'tls' || transport === 'wss');
  const kept = [...params].filter(([name]) => !OURS.has(name));
  if (transport !== 'udp') kept.push(['transport', transport]);
  const written = kept.map(([name, value]) => (value === '' ? `;${name}` : `;${name}=${value}`));
  const place = `${user === '' ? '' : `${user}@`}${hostInUri(address)}:${port}`;
  return `${isSecure ? 'sips' : 'sip'}:${place}${written.join('')}`;
}
