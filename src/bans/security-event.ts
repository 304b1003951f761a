/**
 * An address that a line names for an attempt. `isSure`: nobody else can have made the attempt in its name.
 */
export type Suspect = { readonly address: string; readonly isSure: boolean };

/**
 * What is told of one attempt at the door: by the exchange, of which the last two are never heard, or by the
 * gate.
 */
export type SecurityEvent =
  /** A phone at this address knew its password. */
  | { readonly kind: 'signedIn'; readonly address: string }
  /** Somebody wanted in with a name that does not exist, again. */
  | { readonly kind: 'unknownName'; readonly suspects: readonly Suspect[] }
  /** A wrong password; more than one suspect when the line was made to accuse somebody else. */
  | { readonly kind: 'wrongPassword'; readonly suspects: readonly Suspect[] }
  /** Somebody who has proven nothing, over and over, wants in again. */
  | { readonly kind: 'unproven'; readonly suspects: readonly Suspect[] }
  /** A program that says itself that it looks for houses to call from. */
  | { readonly kind: 'scanner'; readonly suspects: readonly Suspect[] };

/** "IPV4/UDP/192.0.2.1/5060", as Asterisk writes where a request came from. */
const FROM = String.raw`,RemoteAddress="IPV[46]/([A-Z]+)/([0-9A-Fa-f:.]{2,45})/\d{1,5}"`;
const NAME_UNKNOWN = new RegExp(`${FROM}$`);
const SIGNED_IN = new RegExp(`${FROM},UsingPassword="\\d"$`);
const PASSWORD_WRONG = new RegExp(`${FROM},Challenge="`, 'g');

/** A line that accuses more than this accuses nobody. */
const SUSPECTS_MAX = 8;

/**
 * Reads a line of Asterisk's security log, which logger.conf asks for as JSON: there a line break that a
 * stranger sent stays within its line. Quotes are not escaped in it, and names, Call-IDs and answers are the
 * stranger's own words: they stand before the address, or behind it, and may look like one. So where nothing
 * of the stranger's can follow, the address is read from the end, and where something can, every address that
 * it might be is a suspect. Undefined for whatever is not about a sign-in.
 */
export function readSecurityLine(line: string): SecurityEvent | undefined {
  const message = messageIn(line);
  const [, event] = /^SecurityEvent="(\w{1,40})"/.exec(message) ?? [];
  if (event === 'ChallengeResponseFailed') return wrongPassword(message);
  if (event === 'InvalidAccountID') {
    const suspect = suspectOf(NAME_UNKNOWN.exec(message));
    return suspect && { kind: 'unknownName', suspects: [suspect] };
  }
  const address = event === 'SuccessfulAuth' ? suspectOf(SIGNED_IN.exec(message))?.address : undefined;
  return address === undefined ? undefined : { kind: 'signedIn', address };
}

/** Of several addresses at most one is the true one, and nobody can tell which. */
function wrongPassword(message: string): SecurityEvent | undefined {
  const named = [...message.matchAll(PASSWORD_WRONG)].flatMap((match) => suspectOf(match) ?? []);
  if (named.length === 0 || named.length > SUSPECTS_MAX) return undefined;
  const suspects = named.map(({ address, isSure }) => ({ address, isSure: isSure && named.length === 1 }));
  return { kind: 'wrongPassword', suspects };
}

/** A sender by UDP may write any address as its own; a connection is made with the true one. */
function suspectOf(match: RegExpExecArray | RegExpMatchArray | null): Suspect | undefined {
  const [, transport, address] = match ?? [];
  return address === undefined ? undefined : { address, isSure: transport !== 'UDP' };
}

/** Empty for a line that is cut off, or none of Asterisk's. */
function messageIn(line: string): string {
  try {
    const { logmsg } = JSON.parse(line) as { logmsg?: { message?: unknown } };
    return String(logmsg?.message ?? '').trimEnd();
  } catch {
    return '';
  }
}
