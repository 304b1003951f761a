import type { TrunkWay } from './edge-parts.ts';
import type { Headers, SipCommand } from './sip-edge.ts';

type Caller = Extract<SipCommand, { kind: 'dial' }>['caller'];

/** Whoever else it may be wants not to be known (RFC 3323 4.1.1.3). */
const NOBODY = { number: 'anonymous', name: 'Anonymous' };
const NOWHERE = 'anonymous.invalid';

/**
 * Who calls, as this trunk is to show it: a number of ours, and nothing else of the house. The exchange does the same
 * where trunks are its own; whoever is to be hidden asks the carrier for it as well (RFC 3325 9.3).
 */
export function shownOn(
  { host, credentials, callerId }: TrunkWay,
  number: string,
): { readonly caller: Caller; readonly headers: Headers } {
  const domain = host.replace(/:\d+$/, '');
  const ofHouse = credentials === null ? {} : { host: domain };
  const named = callerId === 'pai' && credentials !== null ? { number: credentials.user } : {};
  if (!/^\+?\d+$/.test(number))
    return { caller: { ...NOBODY, host: NOWHERE, ...ofHouse, ...named }, headers: { privacy: 'id' } };
  const headers = callerId === 'pai' ? { 'p-asserted-identity': `<sip:${number}@${domain}>` } : {};
  return { caller: { number, name: '', ...ofHouse, ...named }, headers };
}
