/** Lines of Asterisk's security log as its version 22 writes them, and as strangers would like them to be. */

export const CHALLENGE = '1764175000/0123456789abcdef0123456789abcdef';

const line = (message: string): string =>
  JSON.stringify({
    hostname: 'cordboard',
    timestamp: '2026-11-26 17:00:00.000',
    identifiers: { lwp: 7, callid: '' },
    logmsg: {
      location: { filename: 'res_security_log.c', function: 'security_event_stasis_cb', line: 116 },
      level: 'SECURITY',
      message: `${message}\n`,
    },
  });

type Attempt = { readonly address: string; readonly account?: string; readonly session?: string };

const head = (event: string, { address, account = '1001', session = 'c1' }: Attempt): string => {
  const family = address.includes(':') ? 'IPV6' : 'IPV4';
  const facts = `EventTV="2026-11-26T17:00:00.000+0000",Severity="Error",Service="PJSIP",EventVersion="1"`;
  const who = `AccountID="${account}",SessionID="${session}"`;
  return `SecurityEvent="${event}",${facts},${who},LocalAddress="IPV4/UDP/192.0.2.200/5060",RemoteAddress="${family}/UDP/${address}/5060"`;
};

export const nameUnknown = (attempt: Attempt): string => line(head('InvalidAccountID', attempt));
export const signedIn = (attempt: Attempt): string =>
  line(`${head('SuccessfulAuth', attempt)},UsingPassword="1"`);
export const challenged = (attempt: Attempt, challenge = CHALLENGE): string =>
  line(`${head('ChallengeSent', attempt)},Challenge="${challenge}"`);
export const passwordWrong = (
  attempt: Attempt,
  challenge = CHALLENGE,
  response = 'ffffffffffffffffffffffffffffffff',
): string =>
  line(
    `${head('ChallengeResponseFailed', attempt)},Challenge="${challenge}",Response="${response}",ExpectedResponse=""`,
  );

/** What makes a part of a line look like the address of somebody else. */
export const blaming = (address: string, challenge = CHALLENGE): string =>
  `x",LocalAddress="IPV4/UDP/192.0.2.200/5060",RemoteAddress="IPV4/UDP/${address}/5060",Challenge="${challenge}",Response="y`;

export const otherLine = line;
