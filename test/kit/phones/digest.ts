import { createHash } from 'node:crypto';
import { type Header, headers, randomWord, type SipMessage } from './message.ts';

/** Name and password of an account. */
export type Account = { readonly user: string; readonly password: string };

/** The strongest first (RFC 8760 wants the phone to choose it). */
const HASHES: readonly (readonly [algorithm: string, hash: string])[] = [
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
];

type Challenge = Readonly<Record<string, string>>;

/**
 * The header that answers a 401 or 407 (RFC 7616, RFC 8760), or undefined when no challenge can be answered.
 * `clientNonce` is for tests with known answers.
 */
export function answerChallenge(
  response: SipMessage,
  account: Account,
  request: { readonly method: string; readonly uri: string },
  clientNonce = randomWord(),
): Header | undefined {
  const name = response.status === 407 ? 'Proxy-Authorization' : 'Authorization';
  const asked = [...headers(response, 'www-authenticate'), ...headers(response, 'proxy-authenticate')];
  const challenges = asked.filter((value) => /^digest\s/i.test(value)).map(parseChallenge);
  for (const [algorithm, hash] of HASHES) {
    const challenge = challenges.find((each) => (each.algorithm ?? 'MD5').toUpperCase() === algorithm);
    if (challenge !== undefined) {
      return [name, credentials(challenge, hasherOf(hash), account, request, clientNonce)];
    }
  }
  return undefined;
}

const hasherOf =
  (hash: string) =>
  (text: string): string =>
    createHash(hash).update(text).digest('hex');

function parseChallenge(value: string): Challenge {
  const found: Record<string, string> = {};
  for (const part of value.slice(7).matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/g)) {
    found[part[1]!.toLowerCase()] = part[2] ?? part[3] ?? '';
  }
  return found;
}

function credentials(
  challenge: Challenge,
  hash: (text: string) => string,
  account: Account,
  request: { readonly method: string; readonly uri: string },
  clientNonce: string,
): string {
  const { realm = '', nonce = '', algorithm, opaque } = challenge;
  const who = hash(`${account.user}:${realm}:${account.password}`);
  const what = hash(`${request.method}:${request.uri}`);
  const quality = (challenge.qop ?? '').split(',').some((word) => word.trim() === 'auth');
  const middle = quality ? `:00000001:${clientNonce}:auth` : '';
  const parts = [
    `username="${account.user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${request.uri}"`,
    `response="${hash(`${who}:${nonce}${middle}:${what}`)}"`,
  ];
  if (algorithm !== undefined) parts.push(`algorithm=${algorithm}`);
  if (quality) parts.push('qop=auth', 'nc=00000001', `cnonce="${clientNonce}"`);
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`);
  return `Digest ${parts.join(', ')}`;
}
