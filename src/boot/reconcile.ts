import type { Event, Switchboard } from '../switchboard/index.ts';
import type { LiveLeg, Telephony } from '../telephony/index.ts';

/** What a look at the exchange found to differ from what we know. */
export type Difference = { readonly vanished: readonly string[]; readonly unknown: readonly LiveLeg[] };

/**
 * Compares the exchange with what the switchboard knows. Both may be a moment old, so a difference counts only when
 * two looks agree on it: a leg whose first event is still on its way is not a stranger.
 */
export class Reconciler {
  readonly #telephony: Telephony;
  readonly #switchboard: Switchboard;
  readonly #put: (event: Event) => void;
  #last: Difference = { vanished: [], unknown: [] };

  constructor(telephony: Telephony, switchboard: Switchboard, put: (event: Event) => void) {
    this.#telephony = telephony;
    this.#switchboard = switchboard;
    this.#put = put;
  }

  /**
   * One look; what the look before also found becomes ordinary events. Resolves with whether another one is wanted
   * soon: what was found is in doubt until then. Rejects when the exchange is away.
   */
  async look(): Promise<boolean> {
    const knownBefore = new Set(this.#switchboard.knownLegs());
    const strangersBefore = [...this.#switchboard.strangers()];
    const { legs: live, isInDoubt, nodesAway = [] } = await this.#telephony.look();
    const knownNow = new Set(this.#switchboard.knownLegs());
    const found = this.#onNodes(nodesAway, difference(knownBefore, knownNow, strangersBefore, live));
    const last = this.#last;
    this.#last = found;
    for (const legId of found.vanished) {
      if (!last.vanished.includes(legId)) continue;
      this.#put({ kind: 'legEnded', legId, end: { q850: null, sip: null, byUs: false, isFound: true } });
    }
    for (const leg of found.unknown) {
      if (last.unknown.some(({ legId }) => legId === leg.legId)) this.#put({ kind: 'legFound', leg });
    }
    return isInDoubt || found.vanished.length > 0 || found.unknown.length > 0;
  }

  /** Of a leg whose node could not be looked at nobody knows whether it is still there. */
  #onNodes(away: readonly string[], found: Difference): Difference {
    if (away.length === 0) return found;
    const isSeen = (legId: string): boolean => !away.includes(this.#switchboard.nodeOf(legId) ?? '');
    return { ...found, vanished: found.vanished.filter(isSeen) };
  }
}

/**
 * A leg has vanished when it was known before and after the look and is not live; it is unknown when it
 * never was.
 */
export function difference(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  strangers: readonly string[],
  live: readonly LiveLeg[],
): Difference {
  const liveIds = new Set(live.map((leg) => leg.legId));
  return {
    vanished: [...[...before].filter((legId) => after.has(legId)), ...strangers].filter(
      (legId) => !liveIds.has(legId),
    ),
    unknown: live.filter(({ legId, isLetGo }) => !before.has(legId) && !after.has(legId) && isLetGo !== true),
  };
}
