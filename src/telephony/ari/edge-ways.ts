import { AriError } from './ari-error.ts';
import { dialledPart } from './foreign-words.ts';
import type { PhoneWays, Ways } from './ways.ts';

/** What may stand in a dial string. */
const PHONE_ID = /^[A-Za-z0-9_.-]{1,64}$/;

/** Behind a SIP edge: it knows where phones are, and tells by itself who is there; trunks are its own, too. */
export const edgeWays: Ways = {
  phones: {
    dialStrings: (phoneIds) => phoneIds.map(dialString),
    contactChanged() {},
    learn: async () => {},
    inDoubt: async () => [],
    askAgain() {},
    tellAll() {},
    reload: async (phoneIds) => phoneIds,
  } satisfies PhoneWays,
  outside,
  isWithPhone: (channelName) => channelName.startsWith('PJSIP/edge-'),
};

function dialString(phoneId: string): string {
  if (!PHONE_ID.test(phoneId)) throw new AriError('refused', 'the phone has an impossible name');
  return `PJSIP/${phoneId}@edge`;
}

/** The edge is asked for a number; a SIP address stands in a header, since what is dialled has to be the edge's own. */
function outside(to: Parameters<Ways['outside']>[0]): ReturnType<Ways['outside']> {
  const ofTrunk = { 'PJSIP_HEADER(add,X-Cordboard-Trunk)': to.trunk };
  if (to.kind === 'number')
    return { endpoint: `PJSIP/${dialledPart(to.number, 'number')}@edge`, variables: ofTrunk };
  const address = dialledPart(to.address, 'address');
  if (/^sips:/i.test(address))
    throw new AriError('refused', 'the edge has no TLS: it calls no "sips:" addresses');
  const variables = { ...ofTrunk, 'PJSIP_HEADER(add,X-Cordboard-Address)': address };
  return { endpoint: 'PJSIP/address@edge', variables };
}
