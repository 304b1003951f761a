/** The algorithms that a password may be proven by (RFC 8760), the best first. */
export const ALGORITHMS = ['SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof ALGORITHMS)[number];

/** What a phone answers to a challenge (RFC 7616 3.4), its values without their quotes. */
export type Credentials = {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  /** The request's own address, as the phone has reckoned with it. */
  readonly uri: string;
  readonly algorithm: DigestAlgorithm;
  readonly cnonce: string;
  /**
   * How often the nonce has been used, this time included: as it is written, for it is reckoned with, and
   * what it is.
   */
  readonly nc: string;
  readonly count: number;
  /** Hexadecimal, as long as the algorithm makes it. */
  readonly response: string;
};

/** `unfit`: sound, but not what was asked for. `malformed`: no phone writes such a thing. */
export type Reading =
  | { readonly kind: 'credentials'; readonly credentials: Credentials }
  | { readonly kind: 'unfit' }
  | { readonly kind: 'malformed' };

/** Phones write some four hundred signs. */
const CHARS_MAX = 4_096;
/** RFC 3261 25.1 and RFC 7616 3.4; neither has a line break or another control character in it. */
const TOKEN = String.raw`[\w\-.!%*+\x60'~]+`;
const QUOTED = String.raw`"(?:[^"\\\p{Cc}]|\t|\\\P{Cc})*"`;
const PARAMETER = new RegExp(String.raw`[ \t]*(${TOKEN})[ \t]*=[ \t]*(${QUOTED}|${TOKEN})[ \t]*(,|$)`, 'uy');
/**
 * Values that would be read in two ways without quotes (RFC 7616 3.4); some phones quote the others as well.
 */
const TO_BE_QUOTED: ReadonlySet<string> = new Set([
  'username',
  'realm',
  'nonce',
  'uri',
  'response',
  'cnonce',
]);
/** Hexadecimal digits of a response. */
const DIGITS: Readonly<Record<DigestAlgorithm, number>> = { 'SHA-256': 64, MD5: 32 };

const UNFIT: Reading = { kind: 'unfit' };
const MALFORMED: Reading = { kind: 'malformed' };

/**
 * Reads an Authorization header to the letter: a parameter that stands there twice, or something between
 * parameters, makes it malformed, since one reader may see another password's proof in it than the next.
 * Unfit are other schemes than Digest, other algorithms than ours (the `-sess` ones too), hashed names, and
 * whoever leaves `qop` out: an answer without a client's nonce and a count could be sent again (RFC 2069).
 * Without an algorithm it is MD5.
 */
export function readCredentials(header: string): Reading {
  if (header.length > CHARS_MAX) return MALFORMED;
  const [, scheme, rest] = /^([\w-]+)[ \t]+(.*)$/s.exec(header.trim()) ?? [];
  if (scheme === undefined) return MALFORMED;
  if (scheme.toLowerCase() !== 'digest') return UNFIT;
  const parameters = readParameters(rest!);
  return parameters === undefined ? MALFORMED : credentialsIn(parameters);
}

/** By their names in small letters; undefined when they cannot be read in one way alone. */
function readParameters(text: string): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  for (let isMore = true; isMore; ) {
    const found = PARAMETER.exec(text);
    if (found === null) return undefined;
    const [name, written] = [found[1]!.toLowerCase(), found[2]!];
    const isQuoted = written.startsWith('"');
    if (parameters.has(name) || (TO_BE_QUOTED.has(name) && !isQuoted)) return undefined;
    parameters.set(name, isQuoted ? written.slice(1, -1).replace(/\\(.)/gsu, '$1') : written);
    isMore = found[3] === ',';
  }
  return parameters;
}

function credentialsIn(parameters: ReadonlyMap<string, string>): Reading {
  const value = (name: string): string => parameters.get(name) ?? '';
  const algorithm = ALGORITHMS.find((each) => each === (parameters.get('algorithm') ?? 'MD5').toUpperCase());
  const isHashed = value('userhash').toLowerCase() === 'true';
  if (algorithm === undefined || isHashed || value('qop') !== 'auth') return UNFIT;
  const [nc, response] = [value('nc'), value('response')];
  const needed = ['username', 'realm', 'nonce', 'uri', 'cnonce'];
  if (needed.some((name) => value(name) === '') || !/^[\da-f]{8}$/i.test(nc)) return MALFORMED;
  if (response.length !== DIGITS[algorithm] || !/^[\da-f]+$/.test(response)) return MALFORMED;
  const [username, realm, nonce, uri, cnonce] = needed.map(value) as [string, string, string, string, string];
  const count = Number.parseInt(nc, 16);
  return {
    kind: 'credentials',
    credentials: { username, realm, nonce, uri, algorithm, cnonce, nc, count, response },
  };
}
