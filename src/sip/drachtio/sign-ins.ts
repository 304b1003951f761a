import type { SipCommand } from '../index.ts';
import { firstOf, headerLines } from './header-lines.ts';
import type { Response } from './library.ts';
import type { Whole } from './whole.ts';

type SignIn = Extract<SipCommand, { kind: 'signIn' }>;

const NO_ANSWER = 408;
const WITHIN_MS = 10_000;

/** REGISTER at a carrier, each told of once: by its last answer, or when its time is over. */
export function signIn(whole: Whole, { trunk, host, credentials, forS }: SignIn): void {
  const { srf, clock, log } = whole;
  let isTold = false;
  const tell = (status: number, grantedS: number | null): void => {
    if (isTold) return;
    isTold = true;
    stopWaiting();
    whole.emit({ kind: 'signedIn', trunk, forS: grantedS, status });
  };
  const stopWaiting = clock.after(WITHIN_MS, () => tell(NO_ANSWER, null));
  const { user, password } = credentials;
  const address = `sip:${user}@${host.replace(/[:;].*$/, '')}`;
  const headers = { to: address, from: address, contact: `<sip:${user}@localhost>`, expires: String(forS) };
  const auth = { username: user, password };
  try {
    srf.request(`sip:${host}`, { method: 'REGISTER', headers, auth }, (err, sent) => {
      if (sent === undefined) {
        log.warn({ err, trunk }, 'the SIP server could not sign in at a carrier');
        return tell(NO_ANSWER, null);
      }
      sent.on('response', (response) => {
        const { status } = response;
        if (status >= 200) tell(status, status < 300 ? grantedIn(response, forS) : null);
      });
    });
  } catch (err) {
    log.warn({ err, trunk }, 'a carrier could not be asked to let us in');
    tell(NO_ANSWER, null);
  }
}

/** Of the contact, else of the header; a carrier that says nothing grants what was asked for (RFC 3261 10.2.4). */
function grantedIn(response: Response, askedS: number): number {
  const lines = headerLines(response.raw);
  const ofContact = /;\s*expires=(\d+)/i.exec(firstOf(lines, 'contact'))?.[1];
  const granted = Number(ofContact ?? firstOf(lines, 'expires'));
  return Number.isFinite(granted) && granted > 0 ? granted : askedS;
}
