/** An address that a line names for an attempt, and the challenge that the attempt answered. */
export type Suspect = { readonly address: string; readonly nonce: string };

/** What the exchange told of one attempt at its door. */
export type SecurityEvent =
  /** It asked the address for a password. */
  | { readonly kind: 'challenged'; readonly address: string; readonly nonce: string }
  /** A phone at this address knew its password. */
  | { readonly kind: 'signedIn'; readonly address: string }
  /** Somebody wanted in with a name that does not exist, again. */
  | { readonly kind: 'unknownName'; readonly address: string }
  /** A wrong password; more than one suspect when the line was made to accuse somebody else. */
  | { readonly kind: 'wrongPassword'; readonly suspects: readonly Suspect[] };

/** "IPV4/UDP/192.0.2.1/5060", as Asterisk writes where a request came from. */
const FROM = String.raw`,RemoteAddress="IPV[46]/[A-Z]+/([0-9A-Fa-f:.]{2,45})/\d{1,5}"`;
const NONCE = String.raw`(\d{1,12}/[0-9a-f]{32})`;
const NAME_UNKNOWN = new RegExp(`${FROM}$`);
const CHALLENGED = new RegExp(`${FROM},Challenge="${NONCE}"$`);
const SIGNED_IN = new RegExp(`${FROM},UsingPassword="\\d"$`);
const PASSWORD_WRONG = new RegExp(`${FROM},Challenge="${NONCE}",Response="`, 'g');
/** A wrong answer to no challenge of ours: it accuses as an unknown name does. */
const PASSWORD_WRONG_ANYHOW = new RegExp(`${FROM},Challenge="`, 'g');

/** A line that accuses more than this accuses nobody. */
const SUSPECTS_MAX = 8;

/**
 * Reads a line of Asterisk's security log, which logger.conf asks for as JSON: there a line break that a stranger sent
 * stays within its line. Quotes are not escaped in it, and names, Call-IDs and answers are the stranger's own words:
 * they stand before the address, or behind it, and may look like one. So where nothing of the stranger's can follow,
 * the address is read from the end, and where something can, every address that it might be is a suspect. Undefined for
 * whatever is not about a sign-in.
 */
export function readSecurityLine(line: string): SecurityEvent | undefined {
  const message = messageIn(line);
  const [, event] = /^SecurityEvent="(\w{1,40})"/.exec(message) ?? [];
  if (event === 'ChallengeResponseFailed') return wrongPassword(message);
  if (event === 'InvalidAccountID') {
    const [, address] = NAME_UNKNOWN.exec(message) ?? [];
    return address === undefined ? undefined : { kind: 'unknownName', address };
  }
  if (event === 'SuccessfulAuth') {
    const [, address] = SIGNED_IN.exec(message) ?? [];
    return address === undefined ? undefined : { kind: 'signedIn', address };
  }
  if (event !== 'ChallengeSent') return undefined;
  const [, address, nonce] = CHALLENGED.exec(message) ?? [];
  return address === undefined || nonce === undefined ? undefined : { kind: 'challenged', address, nonce };
}

function wrongPassword(message: string): SecurityEvent | undefined {
  const answered = suspectsIn(message, PASSWORD_WRONG);
  const suspects = answered.length > 0 ? answered : suspectsIn(message, PASSWORD_WRONG_ANYHOW);
  return suspects.length === 0 || suspects.length > SUSPECTS_MAX
    ? undefined
    : { kind: 'wrongPassword', suspects };
}

const suspectsIn = (message: string, pattern: RegExp): readonly Suspect[] =>
  [...message.matchAll(pattern)].map(([, address = '', nonce = '']) => ({ address, nonce }));

/** Empty for a line that is cut off, or none of Asterisk's. */
function messageIn(line: string): string {
  try {
    const { logmsg } = JSON.parse(line) as { logmsg?: { message?: unknown } };
    return String(logmsg?.message ?? '').trimEnd();
  } catch {
    return '';
  }
}
