import { createHash, timingSafeEqual } from 'node:crypto';

/** The algorithms that are offered, the better one first (RFC 8760 2.3). */
const ALGORITHMS = ['SHA-256', 'MD5'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** What whoever wants in has answered to a challenge; `nc` counts from 1. */
export type Credentials = {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: Algorithm;
  readonly cnonce: string;
  readonly nc: number;
  /** As it was written: it is part of what is hashed. */
  readonly ncText: string;
};

/** name = token / quoted-string (RFC 7235 2.1), at most so long that nobody makes us read for a while. */
const PARAMETER = /\s*([A-Za-z][A-Za-z0-9-]{0,30})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,|$)/y;
const LENGTH_MAX = 2_048;
const HASHES: Readonly<Record<Algorithm, { readonly name: string; readonly digits: number }>> = {
  'SHA-256': { name: 'sha256', digits: 64 },
  MD5: { name: 'md5', digits: 32 },
};

/**
 * Reads the header Authorization (RFC 7616 3.4, RFC 3261 22). Undefined for what is not of this scheme, is garbled,
 * says something twice, or lacks what protects it: without a qop whoever listened could use the answer again.
 */
export function readCredentials(header: string): Credentials | undefined {
  const said = header.length > LENGTH_MAX ? undefined : parametersIn(header);
  const { username, realm, nonce, uri, response, cnonce, nc = '', qop, algorithm = 'MD5' } = said ?? {};
  const known = ALGORITHMS.find((name) => name === algorithm.toUpperCase());
  if (known === undefined || qop !== 'auth' || !/^[0-9a-f]{8}$/i.test(nc)) return undefined;
  if (response === undefined || !isHash(response, known)) return undefined;
  if ([username, realm, nonce, uri, cnonce].some((text) => text === undefined || text === ''))
    return undefined;
  return {
    ...{ username: username!, realm: realm!, nonce: nonce!, uri: uri!, cnonce: cnonce! },
    ...{ response: response.toLowerCase(), algorithm: known, nc: Number.parseInt(nc, 16), ncText: nc },
  };
}

const isHash = (text: string, algorithm: Algorithm): boolean =>
  text.length === HASHES[algorithm].digits && /^[0-9a-f]+$/i.test(text);

function parametersIn(header: string): Readonly<Record<string, string>> | undefined {
  const scheme = /^\s*Digest\s+/i.exec(header);
  if (scheme === null) return undefined;
  const found = new Map<string, string>();
  PARAMETER.lastIndex = scheme[0].length;
  while (PARAMETER.lastIndex < header.length) {
    const [, name, quoted, token] = PARAMETER.exec(header) ?? [];
    if (name === undefined || found.has(name.toLowerCase())) return undefined;
    found.set(name.toLowerCase(), token ?? quoted!.replace(/\\(.)/g, '$1'));
  }
  return Object.fromEntries(found);
}

/**
 * Whether the answer is that of somebody who knows the password. Takes as long for a wrong one as for the right one.
 */
export function isRight(given: Credentials, password: string, method: string): boolean {
  const due = Buffer.from(responseOf(given, password, method));
  const said = Buffer.from(given.response);
  return due.length === said.length && timingSafeEqual(due, said);
}

/** The answer to a challenge (RFC 7616 3.4.1, with qop "auth"). */
export function responseOf(
  given: Omit<Credentials, 'response' | 'nc'>,
  password: string,
  method: string,
): string {
  const { username, realm, nonce, uri, algorithm, cnonce, ncText } = given;
  const hash = (...parts: readonly string[]): string =>
    createHash(HASHES[algorithm].name).update(parts.join(':')).digest('hex');
  const [who, what] = [hash(username, realm, password), hash(method, uri)];
  return hash(who, nonce, ncText, cnonce, 'auth', what);
}

/** The headers WWW-Authenticate of one refusal; `isStale`: the password was right, and only the nonce is too old. */
export function challenges(realm: string, nonce: string, isStale: boolean): readonly string[] {
  const stale = isStale ? ', stale=true' : '';
  return ALGORITHMS.map(
    (algorithm) => `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale}`,
  );
}

/**
 * Whether the answer is meant for this request: the same user and host, whatever their parameters, as phones differ in
 * those (RFC 3261 22.4, rule 5).
 */
export function isForRequest({ uri }: Pick<Credentials, 'uri'>, requestUri: string): boolean {
  return bareOf(uri) === bareOf(requestUri);
}

const bareOf = (uri: string): string => uri.replace(/[;?].*$/, '').toLowerCase();
