import type { Now } from '../base/index.ts';
import type { Trunk, TrunkWay } from './edge-parts.ts';
import type { SipCommand, SipEvent } from './sip-edge.ts';

type SignIn = Extract<SipCommand, { kind: 'signIn' }>;
type SignedIn = Extract<SipEvent, { kind: 'signedIn' }>;

/** As the exchange does it where trunks are its own: pjsip_trunks.conf says the same. */
const FOR_S = 600;
const AGAIN_MS = 30_000;
const REFUSED_AGAIN_MS = 300_000;
/** Nothing is heard of a question that was lost with the server. */
const LOST_MS = 60_000;
const MS_PER_S = 1_000;
/** A carrier that is asked again at half of its time has a second chance to answer. */
const SHARE = 0.5;

type Known = { readonly way: TrunkWay; dueMs: number; isIn: boolean };

/** Where requests to the carrier go: what stands behind "sip:". */
export const placeOf = ({ host, transport }: Pick<TrunkWay, 'host' | 'transport'>): string =>
  transport === 'udp' ? host : `${host};transport=${transport}`;

/** The trunks whose carriers want to be told where we are, again and again (RFC 3261 10.2). */
export class TrunkSignIns {
  readonly #trunks: ReadonlyMap<string, Known>;

  constructor(trunks: ReadonlyMap<string, Trunk>) {
    const wanted = [...trunks].flatMap(([name, { way }]) =>
      way?.credentials ? [[name, { way, dueMs: 0, isIn: false }] as const] : [],
    );
    this.#trunks = new Map(wanted);
  }

  /** To be asked each second or more often, while the SIP server is there. */
  due({ monoMs }: Now): readonly SignIn[] {
    return [...this.#trunks].flatMap(([trunk, known]) => {
      const { credentials } = known.way;
      if (known.dueMs > monoMs || credentials === null) return [];
      known.dueMs = monoMs + LOST_MS;
      return [{ kind: 'signIn', trunk, host: placeOf(known.way), credentials, forS: FOR_S } as const];
    });
  }

  /** Whether the trunk is signed in by now; null when that is as it was. */
  signedIn({ trunk, forS, status }: SignedIn, { monoMs }: Now): boolean | null {
    const known = this.#trunks.get(trunk);
    if (known === undefined) return null;
    const refusedMs = status === 403 || status === 404 ? REFUSED_AGAIN_MS : AGAIN_MS;
    known.dueMs = monoMs + (forS === null ? refusedMs : forS * MS_PER_S * SHARE);
    const isIn = forS !== null;
    if (known.isIn === isIn) return null;
    known.isIn = isIn;
    return isIn;
  }

  /** The server is another one: nothing of what was asked before is known there. */
  askAgain(): void {
    for (const known of this.#trunks.values()) known.dueMs = 0;
  }
}
