import type { BanBook } from '../bans/index.ts';
import { type Now, type Prng, Recent, TokenBucket } from '../base/index.ts';
import { type Credentials, challenges, isForRequest, isRight, readCredentials } from './digest.ts';
import type { CallCame, RegisterCame, RequestCame } from './edge-desk.ts';
import { EDGE_TIMES } from './edge-times.ts';
import type { Nonces } from './nonces.ts';
import type { Asked, RefusalHeaders } from './sip-edge.ts';

/** What the gate says of a request that belongs to no dialog. */
export type Verdict =
  | { readonly kind: 'trunk'; readonly trunk: string }
  | { readonly kind: 'phone'; readonly phoneId: string }
  | { readonly kind: 'node'; readonly node: string }
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly headers: RefusalHeaders;
      readonly why: RefusedWhy;
    };

/** For people: why somebody was not let in. */
export type RefusedWhy =
  | 'banned'
  | 'scanner'
  | 'not signed in'
  | 'nonce too old'
  | 'unknown name'
  | 'wrong password'
  | 'in the name of another'
  | 'too many from one address'
  | 'too many calls'
  | 'draining';

/** Who is known, and how much is too much. */
export type GateRules = {
  /** Part of every password's hash. */
  readonly realm: string;
  /** The trunk, or the node, that sends from this address; null: none. */
  readonly trunkAt: (address: string) => string | null;
  readonly nodeAt: (address: string, port: number) => string | null;
  readonly passwordOf: (phoneId: string) => string | undefined;
  /** The number that was dialled, or the caller's, has part in the reserve. */
  readonly isUrgent: (dialled: string, caller: string) => boolean;
  /** New calls a second in all, and how many may come at one moment. */
  readonly callsPerSecond: number;
  readonly burst: number;
  /** The same from any one address, trunk or phone. */
  readonly perSource: { readonly callsPerSecond: number; readonly burst: number };
  readonly callsMax: number;
  /** So much of the three, in percent, is kept on top for urgent calls. */
  readonly reservePercent: number;
};

export type GateParts = {
  readonly rules: GateRules;
  readonly bans: BanBook;
  readonly nonces: Nonces;
  readonly prng: Prng;
};

type Came = CallCame | RegisterCame | RequestCame;
type Refusal = Extract<Verdict, { kind: 'refuse' }>;

/** So many addresses are remembered; whoever has been quiet for the longest time is forgotten. */
const SOURCES_MAX = 10_000;
const PERCENT = 100;
const FORBIDDEN = 403;
const UNAUTHORIZED = 401;
const BUSY = 503;
/** A name that is nobody's costs as much work as a wrong password: how long it takes tells nothing. */
const NOBODYS_PASSWORD = 'nobody has this one';

/** Names that scanners give themselves. Whoever hides behind another name is caught by what they try. */
const SCANNERS = new RegExp(
  [
    ...['friendly-scanner', 'sipvicious', 'sipcli', 'sundayddr', 'sip-?scan', 'vaxsipuseragent', 'pplsip'],
    ...['siparmyknife', '\\biwar\\b', '\\bsmap\\b', '\\bgulp\\b'],
  ].join('|'),
  'i',
);

/**
 * Who may come in at all. Trunks and nodes are known by their address, phones by their password; everybody else hears
 * the same, whether a name exists or not. More calls than there is room for are told when to come again (RFC 6357),
 * with a reserve for those that are urgent.
 */
export class Gate {
  readonly #parts: GateParts;
  readonly #all: TokenBucket;
  readonly #reserve: TokenBucket;
  readonly #sources = new Recent<TokenBucket>(SOURCES_MAX);
  /** No new calls, whoever comes. */
  isDraining = false;

  constructor(parts: GateParts, now: Now) {
    this.#parts = parts;
    this.#all = new TokenBucket(parts.rules.burst, now);
    this.#reserve = new TokenBucket(this.#reserved(parts.rules.burst), now);
  }

  /** `callsNow`: how many there are. */
  judge(came: Came, callsNow: number, now: Now): Verdict {
    const { asked } = came;
    const { address, port } = asked.source;
    const { rules, bans } = this.#parts;
    const node = rules.nodeAt(address, port);
    if (node !== null) return { kind: 'node', node };
    if (bans.isBanned(address, now)) return refused(FORBIDDEN, 'banned');
    const trunk = rules.trunkAt(address);
    const who = trunk === null ? this.#phoneIn(came, now) : ({ kind: 'trunk', trunk } as const);
    if (who.kind === 'refuse' || came.kind !== 'callCame') return who;
    return this.#hindrance(asked, callsNow, now) ?? who;
  }

  #phoneIn(came: Came, now: Now): Verdict {
    const { asked } = came;
    if (SCANNERS.test(asked.headers['user-agent'] ?? '')) {
      this.#note('unknownName', asked, now);
      return refused(FORBIDDEN, 'scanner');
    }
    const given = readCredentials(asked.headers.authorization ?? '');
    if (given === undefined) return this.#challenge(asked, 'not signed in', now);
    const why = this.#wrongIn(given, came, now);
    if (why !== null) return this.#challenge(asked, why, now);
    const phoneId = given.username;
    const isOwnName = came.kind !== 'registerCame' || asked.to.user === phoneId;
    return isOwnName ? { kind: 'phone', phoneId } : refused(FORBIDDEN, 'in the name of another');
  }

  /** What is wrong with an answer; null: nothing is. Whether the name exists is not told apart by what is done. */
  #wrongIn(given: Credentials, came: Came, now: Now): RefusedWhy | null {
    const { rules, bans, nonces } = this.#parts;
    const { asked } = came;
    const { address } = asked.source;
    const password = rules.passwordOf(given.username);
    const isMeant = given.realm === rules.realm && isForRequest(given, asked.uri);
    const isKnown = isRight(given, password ?? NOBODYS_PASSWORD, methodOf(came)) && password !== undefined;
    if (!isKnown || !isMeant) {
      this.#note(password === undefined ? 'unknownName' : 'wrongPassword', asked, now);
      return password === undefined ? 'unknown name' : 'wrong password';
    }
    if (nonces.take(given.nonce, given.nc, address, now) !== 'good') return 'nonce too old';
    bans.note({ kind: 'signedIn', address }, now);
    return null;
  }

  /** Anybody can write any address into a packet of UDP: a ban for that is not sure. */
  #note(kind: 'unknownName' | 'wrongPassword', { source }: Asked, now: Now): void {
    const suspects = [{ address: source.address, isSure: source.transport !== 'udp' }];
    this.#parts.bans.note({ kind, suspects }, now);
  }

  #challenge({ source }: Asked, why: RefusedWhy, now: Now): Refusal {
    const { nonces, rules } = this.#parts;
    const nonce = nonces.make(source.address, now);
    const headers = { 'www-authenticate': challenges(rules.realm, nonce, why === 'nonce too old') };
    return { kind: 'refuse', status: UNAUTHORIZED, headers, why };
  }

  /** What keeps a call out although its caller may come in. */
  #hindrance({ source, dialled, from }: Asked, callsNow: number, now: Now): Refusal | null {
    if (this.isDraining) return this.#busy('draining');
    const { rules } = this.#parts;
    const { callsPerSecond, burst, perSource, callsMax } = rules;
    const hasReserve = rules.reservePercent > 0 && rules.isUrgent(dialled, from.user);
    const room = hasReserve ? callsMax + this.#reserved(callsMax) : callsMax;
    if (callsNow >= room) return this.#busy('too many calls');
    const own = this.#sources.get(source.address) ?? new TokenBucket(perSource.burst, now);
    this.#sources.put(source.address, own);
    if (!hasReserve && !own.take(perSource.callsPerSecond, perSource.burst, now))
      return this.#busy('too many from one address');
    if (this.#all.take(callsPerSecond, burst, now)) return null;
    const [reservePerSecond, reserveBurst] = [this.#reserved(callsPerSecond), this.#reserved(burst)];
    if (hasReserve && this.#reserve.take(reservePerSecond, reserveBurst, now)) return null;
    return this.#busy('too many calls');
  }

  #reserved(of: number): number {
    return Math.max(1, Math.ceil((of * this.#parts.rules.reservePercent) / PERCENT));
  }

  /** Each is told another moment, so that not all come again at once (RFC 3261 20.33). */
  #busy(why: RefusedWhy): Refusal {
    const { from, to } = EDGE_TIMES.retryAfterS;
    const seconds = from + this.#parts.prng.below(to - from + 1);
    return { kind: 'refuse', status: BUSY, headers: { 'retry-after': String(seconds) }, why };
  }
}

function refused(status: number, why: RefusedWhy): Refusal {
  return { kind: 'refuse', status, headers: {}, why };
}

function methodOf(came: Came): string {
  if (came.kind === 'requestCame') return came.method;
  return came.kind === 'callCame' ? 'INVITE' : 'REGISTER';
}
