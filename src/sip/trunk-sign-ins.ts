import type { Now } from '../base/index.ts';
import type { Trunk, TrunkWay } from './edge-parts.ts';
import type { SipCommand, SipEvent } from './sip-edge.ts';

type SignIn = Extract<SipCommand, { kind: 'signIn' }>;
type SignedIn = Extract<SipEvent, { kind: 'signedIn' }>;

/** As the exchange does it where trunks are its own: pjsip_trunks.conf says the same. */
const FOR_S = 600;
const AGAIN_MS = 30_000;
const REFUSED_AGAIN_MS = 300_000;
/** Who is not let in is not let in half a minute later: carriers ban who tries the same password again and again. */
const REFUSED: readonly number[] = [401, 403, 404, 407];
/** Nothing is heard of a question that was lost with the server. */
const LOST_MS = 60_000;
const MS_PER_S = 1_000;
/** A carrier that is asked again at half of its time has a second chance to answer. */
const SHARE = 0.5;

type Known = Pick<SignIn, 'host' | 'credentials'> & { dueMs: number; isIn: boolean };

/** Where requests to the carrier go: what stands behind "sip:". */
export const placeOf = ({ host, transport }: Pick<TrunkWay, 'host' | 'transport'>): string =>
  transport === 'udp' ? host : `${host};transport=${transport}`;

/** The trunks whose carriers want to be told where we are, again and again (RFC 3261 10.2). */
export class TrunkSignIns {
  readonly #trunks: ReadonlyMap<string, Known>;
  #isLeaving = false;

  constructor(trunks: ReadonlyMap<string, Trunk>) {
    const wanted = [...trunks].flatMap(([name, { way }]) =>
      way?.credentials
        ? [[name, { host: placeOf(way), credentials: way.credentials, dueMs: 0, isIn: false }] as const]
        : [],
    );
    this.#trunks = new Map(wanted);
  }

  /** To be asked each second or more often, while the SIP server is there. */
  due({ monoMs }: Now): readonly SignIn[] {
    if (this.#isLeaving) return [];
    return [...this.#trunks].flatMap(([trunk, known]) => {
      if (known.dueMs > monoMs) return [];
      known.dueMs = monoMs + LOST_MS;
      return [signInOf(trunk, known, FOR_S)];
    });
  }

  /** Nobody is asked any more, and carriers that know where we are are told that we go (RFC 3261 10.2.2). */
  leave(): readonly SignIn[] {
    this.#isLeaving = true;
    return [...this.#trunks].flatMap(([trunk, known]) => (known.isIn ? [signInOf(trunk, known, 0)] : []));
  }

  /** Trunks whose carriers know where we are, as far as anybody has heard. */
  get signedInCount(): number {
    return [...this.#trunks.values()].filter(({ isIn }) => isIn).length;
  }

  /** What has become of the trunk by this answer; null: nothing new. */
  signedIn({ trunk, forS, status }: SignedIn, { monoMs }: Now): 'in' | 'out' | 'refused' | null {
    const known = this.#trunks.get(trunk);
    if (known === undefined) return null;
    const wasIn = known.isIn;
    known.isIn = forS !== null && !this.#isLeaving;
    if (this.#isLeaving) return wasIn ? 'out' : null;
    const refusedMs = REFUSED.includes(status) ? REFUSED_AGAIN_MS : AGAIN_MS;
    known.dueMs = monoMs + (forS === null ? refusedMs : forS * MS_PER_S * SHARE);
    if (forS === null) return 'refused';
    return wasIn ? null : 'in';
  }

  /** The server is another one: nothing of what was asked before is known there. */
  askAgain(): void {
    for (const known of this.#trunks.values()) known.dueMs = 0;
  }
}

function signInOf(trunk: string, { host, credentials }: Known, forS: number): SignIn {
  return { kind: 'signIn', trunk, host, credentials, forS };
}
