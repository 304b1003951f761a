import type { Ban, BanBook } from '../bans/index.ts';
import { type Now, Recent } from '../base/index.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { challenges, isProof, REALM } from './digest.ts';
import type { Nonces } from './nonces.ts';
import { isSamePlace } from './same-place.ts';
import type { Asked } from './sip-edge.ts';
import { type Refusal, refusal, type WhyRefused } from './verdict.ts';

/** The phones of the house, as somebody else tells of them. */
export type Accounts = {
  /** Whether anybody has told of them yet: until then nobody can be told from a stranger. */
  readonly areTold: boolean;
  /** The password of a phone, undefined for a name that does not exist. */
  passwordOf(phoneId: string): string | undefined;
  /** Looks at once whether something new has been told; true: it has. */
  look(): boolean;
};

export type SignInParts = {
  readonly accounts: Accounts;
  readonly nonces: Nonces;
  readonly bans: BanBook;
};

/** A request that wants to come from a phone. */
export type Attempt = { readonly asked: Asked; readonly method: 'INVITE' | 'REGISTER' };

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
/**
 * Whoever asks so often without ever proving anything is no phone; all phones of a house may begin at one
 * moment.
 */
const UNPROVEN_MAX = 100;
const ADDRESSES_MAX = 10_000;

/**
 * Who proves to be a phone (RFC 3261 22). Whoever does not is answered alike, whether the name exists or not:
 * the same status, the same headers, after the same work, and as many tries until a ban. Names are looked at
 * in proofs alone.
 */
export class SignIn {
  readonly #parts: SignInParts;
  /** Address → requests without a proof since somebody there has proven something. */
  readonly #unproven = new Recent<number>(ADDRESSES_MAX);

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** The name of the phone, or how it is refused. */
  judge({ asked, method }: Attempt, now: Now): string | Refusal {
    const header = asked.headers.authorization;
    if (header === undefined) return this.#withoutProof(asked, 'no_credentials', now);
    const reading = readCredentials(header);
    if (reading.kind === 'malformed') return refusal(BAD_REQUEST, 'malformed');
    // Phones that have signed in at another house as well may show us that one's proof.
    if (reading.kind === 'unfit' || reading.credentials.realm !== REALM)
      return this.#withoutProof(asked, 'unfit_credentials', now);
    if (!isSamePlace(reading.credentials.uri, asked.uri)) return refusal(BAD_REQUEST, 'other_uri');
    return this.#withProof({ asked, method }, reading.credentials, now);
  }

  #withProof({ asked, method }: Attempt, credentials: Credentials, now: Now): string | Refusal {
    const { address, transport } = asked.source;
    const { username, nonce, count } = credentials;
    const { accounts, nonces, bans } = this.#parts;
    const isRightNow = (): boolean => isProof(credentials, method, accounts.passwordOf(username));
    // A phone may come with an account that is newer than our last look: it would ask a person for the password.
    const isRight = isRightNow() || (accounts.look() && isRightNow());
    const standing = nonces.standing(nonce, address, now);
    if (!isRight) {
      // Whoever answers to a nonce has been sent it: nobody else can have tried in the name of this address.
      const suspects = [{ address, isSure: transport !== 'udp' || standing === 'fresh' }];
      const isNobody = accounts.passwordOf(username) === undefined;
      const bansNow = bans.note({ kind: isNobody ? 'unknownName' : 'wrongPassword', suspects }, now);
      return this.#challenge(asked, isNobody ? 'unknown_name' : 'wrong_password', now, bansNow);
    }
    // Only whoever knows the password hears that the nonce alone is wrong, and need not ask a person for it.
    if (standing !== 'fresh') return this.#challenge(asked, 'stale_nonce', now);
    if (!nonces.use(nonce, count)) return this.#challenge(asked, 'used_nonce', now);
    this.#unproven.delete(address);
    bans.note({ kind: 'signedIn', address }, now);
    return username;
  }

  /** The first request of each phone comes so, and all those of whoever looks for names. */
  #withoutProof(asked: Asked, why: WhyRefused, now: Now): Refusal {
    const { address } = asked.source;
    const count = (this.#unproven.get(address) ?? 0) + 1;
    this.#unproven.put(address, count);
    if (count <= UNPROVEN_MAX) return this.#challenge(asked, why, now);
    const suspects = [{ address, isSure: false }];
    return this.#challenge(asked, why, now, this.#parts.bans.note({ kind: 'unproven', suspects }, now));
  }

  #challenge({ source }: Asked, why: WhyRefused, now: Now, bans: readonly Ban[] = []): Refusal {
    const isStale = why === 'stale_nonce' || why === 'used_nonce';
    const nonce = this.#parts.nonces.make(source.address, now);
    return refusal(UNAUTHORIZED, why, { 'www-authenticate': challenges(nonce, isStale) }, bans);
  }
}
