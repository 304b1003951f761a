import { parseSipUri, unescaped } from './sip-uri.ts';

const TEL = /^tel:([^\s;?]+)(?:;\S*)?$/i;
/** These may be escaped or not. A space keeps its escape: the parts of a place are told apart by spaces. */
const VISIBLE = /[\x21-\x7e]/;

/**
 * Whether the address that a digest was reckoned over is that of the request (RFC 3261 22.4, RFC 7616 3.4.6):
 * whoever has overheard the proof for one call cannot place another with it. Phones, and what stands between
 * them and us, differ in ports, in parameters such as `transport` and in "sips": none of these makes it
 * another call, so the user with its password and parameters (escapes or not) and the host decide. Two that
 * are no such addresses must be equal to the letter.
 */
export function isSamePlace(one: string, other: string): boolean {
  return one === other || (placeOf(one) ?? one) === (placeOf(other) ?? other);
}

/** Undefined for an address that is none of SIP's and no telephone number. */
function placeOf(uri: string): string | undefined {
  const tel = TEL.exec(uri);
  if (tel !== null) return `tel ${tel[1]!.toLowerCase()}`;
  const sip = parseSipUri(uri);
  return sip && `sip ${unescaped(sip.user, VISIBLE)} ${sip.host}`;
}
