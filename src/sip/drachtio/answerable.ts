import { parseAddress, placeOf, splitAtCommas } from './address.ts';
import { headerLines, valuesOf } from './header-lines.ts';
import type { Request } from './library.ts';

/** Of which the server makes a dialog with the first answer, be it a refusal. */
const MAKE_DIALOGS: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE']);

/**
 * Whether the server outlives an answer to this request. For a dialog by UDP drachtio-server (0.9.10) compares the host
 * of the Contact with where the request came from, and dies when there is none, as in `*` and `tel:…`: one packet of
 * anybody ends all calls. So whatever is not plainly an address with a host is not answered at all; the server forgets
 * what it got no answer to after 64 s, and who sent it may try by TCP.
 */
export function isAnswerable({
  protocol,
  method,
  raw,
}: Pick<Request, 'protocol' | 'method' | 'raw'>): boolean {
  if (protocol !== 'udp' || !MAKE_DIALOGS.has(method)) return true;
  // The server ends lines at these as well: behind one a Contact may stand that we do not see.
  const [head = ''] = raw.split('\r\n\r\n');
  if (/\r(?!\n)|(?<!\r)\n/.test(head)) return false;
  return valuesOf(headerLines(raw), 'contact').every(
    (value) => splitAtCommas(value)?.every(hasHost) === true,
  );
}

function hasHost(contact: string): boolean {
  const address = parseAddress(contact);
  return address !== null && (placeOf(address.uri)?.host ?? '') !== '';
}
