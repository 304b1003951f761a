/** Lines of Asterisk's security log as its version 22 writes them, and as strangers would like them to be. */

const line = (message: string): string =>
  JSON.stringify({
    hostname: 'cordboard',
    timestamp: '2026-11-26 17:00:00.000',
    identifiers: { lwp: 7, callid: '' },
    logmsg: {
      location: { filename: 'res_security_log.c', function: 'security_event_stasis_cb', line: 114 },
      level: 'SECURITY',
      message: `${message}\n`,
    },
  });

type Attempt = {
  readonly address: string;
  readonly account?: string;
  readonly session?: string;
  readonly transport?: 'UDP' | 'TCP';
};

const CHALLENGE = '1764175000/0123456789abcdef0123456789abcdef';
const ABOUT = 'EventTV="2026-11-26T17:00:00.000+0000",Severity="Error",Service="PJSIP",EventVersion="1"';

function head(
  event: string,
  { address, account = '1001', session = 'c1', transport = 'UDP' }: Attempt,
): string {
  const family = address.includes(':') ? 'IPV6' : 'IPV4';
  const who = `AccountID="${account}",SessionID="${session}"`;
  const places = `LocalAddress="IPV4/UDP/192.0.2.200/5060",RemoteAddress="${family}/${transport}/${address}/5060"`;
  return `SecurityEvent="${event}",${ABOUT},${who},${places}`;
}

export const nameUnknown = (attempt: Attempt): string => line(head('InvalidAccountID', attempt));
export const signedIn = (attempt: Attempt): string =>
  line(`${head('SuccessfulAuth', attempt)},UsingPassword="1"`);
/** Asterisk leaves the challenge itself out. */
export const challenged = (attempt: Attempt): string =>
  line(`${head('ChallengeSent', attempt)},Challenge=""`);
export const passwordWrong = (attempt: Attempt, response = 'ffffffffffffffffffffffffffffffff'): string => {
  const answer = `Challenge="${CHALLENGE}",Response="${response}",ExpectedResponse=""`;
  return line(`${head('ChallengeResponseFailed', attempt)},${answer}`);
};

/** What makes a part of a line look like the address of somebody else. */
export const blaming = (address: string, transport: 'UDP' | 'TCP' = 'UDP'): string => {
  const places = `LocalAddress="IPV4/UDP/192.0.2.200/5060",RemoteAddress="IPV4/${transport}/${address}/5060"`;
  return `x",${places},Challenge="${CHALLENGE}",Response="y`;
};

export const otherLine = line;
