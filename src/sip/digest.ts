import { hash, timingSafeEqual } from 'node:crypto';
import { ALGORITHMS, type Credentials, type DigestAlgorithm } from './credentials.ts';

/**
 * Part of what a phone proves: one that has reckoned it for another house proves nothing here. That of the
 * exchange in pjsip.conf, so a phone may sign in at either.
 */
export const REALM = 'cordboard';

/**
 * The values of the WWW-Authenticate headers of a 401, each for a line of its own, the one to be preferred
 * first.
 */
export function challenges(nonce: string, isStale: boolean): readonly string[] {
  const stale = isStale ? ', stale=true' : '';
  return ALGORITHMS.map((algorithm) => {
    return `Digest realm="${REALM}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale}`;
  });
}

/**
 * What whoever knows the password answers (RFC 7616 3.4.1 with qop "auth", RFC 3261 22.4). Passwords are
 * needed in the clear, as the exchange and the secrets' file have them: of a hash (HA1) there would have to
 * be one for each algorithm, and whoever finds it needs nothing else to sign in.
 */
export function expectedResponse(credentials: Credentials, method: string, password: string): string {
  const { username, realm, nonce, uri, algorithm, cnonce, nc } = credentials;
  const hashed = (text: string): string => hash(NAMES[algorithm], text);
  const secret = hashed(`${username}:${realm}:${password}`);
  return hashed(`${secret}:${nonce}:${nc}:${cnonce}:auth:${hashed(`${method}:${uri}`)}`);
}

const NAMES: Readonly<Record<DigestAlgorithm, string>> = { 'SHA-256': 'sha256', MD5: 'md5' };

/** As long as a phone's. It opens nothing: whoever sends the proof of it is still nobody. */
const PASSWORD_OF_NOBODY = 'nobody-nobody-nobody-nobody-0000';

/**
 * Whether these credentials are those of somebody with this password; undefined: there is no such name, which
 * takes the same steps and so the same time.
 */
export function isProof(credentials: Credentials, method: string, password: string | undefined): boolean {
  const expected = expectedResponse(credentials, method, password ?? PASSWORD_OF_NOBODY);
  return isSameText(expected, credentials.response) && password !== undefined;
}

/** In a time that tells nothing of where they differ. */
function isSameText(one: string, other: string): boolean {
  const [bytes, others] = [Buffer.from(one), Buffer.from(other)];
  return bytes.length === others.length && timingSafeEqual(bytes, others);
}
