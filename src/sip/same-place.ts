/** User with all that belongs to it, host; port, parameters and headers behind it. */
const SIP = /^sips?:(?:([^@\s]*)@)?(\[[\da-f:.]+\]|[^\s:;?@[\]]+)(?::\d{1,5})?(?:[;?]\S*)?$/i;
const TEL = /^tel:([^\s;?]+)(?:;\S*)?$/i;

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
  const sip = SIP.exec(uri);
  return sip === null ? undefined : `sip ${unescaped(sip[1] ?? '')} ${sip[2]!.toLowerCase()}`;
}

/**
 * "%41" is "A". A space that was written as an escape stays one: the parts of a place are told apart by
 * spaces.
 */
const unescaped = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (escaped, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : escaped.toLowerCase();
  });
