import { AriError } from './ari-error.ts';
import type { AriBridge, Exchange } from './ari-types.ts';
import { bringInto, isOurBridge, leaveBridge } from './bridges.ts';
import { throwAlone } from './in-background.ts';
import type { Job } from './leg-queues.ts';
import type { Leg, Legs } from './legs.ts';
import type { Holdings } from './live-legs.ts';
import type { Put } from './whereabouts.ts';

/** Whoever moves a leg once more than this means it: nobody fights about a leg. */
const PUT_BACK_MAX = 3;

/** A channel that is not where we have put it, and the bridge in which it is, if any. */
export type Stray = { readonly channelId: string; readonly at: string | null };

/** Takes its turn behind the leg's commands; false when too many of them wait. */
type Queue = (topics: readonly string[], job: Job) => boolean;

/**
 * Somebody else (an admin with a tool, another program) may move a leg about in Asterisk. It is put back where our
 * commands had put it, whatever that was: into a talk, among those who wait, into a conference, or nowhere.
 */
export class Strays {
  readonly #exchange: Exchange;
  readonly #legs: Legs;
  readonly #queue: Queue;

  constructor(exchange: Exchange, legs: Legs, queue: Queue) {
    this.#exchange = exchange;
    this.#legs = legs;
    this.#queue = queue;
  }

  /** A leg has come to this bridge. It may be on its way between two of ours: only somebody else's tells at once. */
  channelEntered(bridgeId: string, channelId: string): void {
    if (!isOurBridge(bridgeId)) this.mend({ channelId, at: bridgeId });
  }

  /** Legs that the picture shows elsewhere than where they were put: by others, or they are just on their way. */
  *seen({ channels, bridges }: Holdings): Iterable<Stray> {
    const bridgeOf = bridgesByChannel(bridges);
    const live = new Set(channels.map(({ id }) => id));
    for (const channelId of [...this.#legs.all()].flatMap((leg) => leg.channels)) {
      const at = bridgeOf.get(channelId) ?? null;
      if (live.has(channelId) && this.#isAstray({ channelId, at })) yield { channelId, at };
    }
  }

  /** It is put back, and told of; behind the last time it is only told of. */
  mend(stray: Stray): void {
    const leg = this.#legs.byChannel(stray.channelId);
    const put = this.#exchange.whereabouts.ofStray(stray.channelId);
    if (leg === undefined || put.isComing || put.isGivenUp) return;
    put.strayed += 1;
    put.isGivenUp = put.strayed > PUT_BACK_MAX;
    const [{ legId }, { isGivenUp }] = [leg, put];
    const facts = { leg: legId, ...stray, isGivenUp };
    this.#exchange.log.warn(facts, 'somebody else has moved a leg in the exchange');
    this.#exchange.emit({ kind: 'legMoved', legId, isGivenUp });
    if (!isGivenUp) this.#putBack(leg, put, stray);
  }

  #isAstray({ channelId, at }: Stray): boolean {
    const put = this.#exchange.whereabouts.of(channelId);
    if (put !== undefined && (put.isComing || put.isGivenUp)) return false;
    // Of one that we have put nowhere we do not know whether it is on its way out of a bridge of ours.
    return put?.plan == null ? at !== null && !isOurBridge(at) : at !== put.plan.bridgeId;
  }

  #putBack({ legId, callId }: Leg, put: Put, stray: Stray): void {
    put.isComing = this.#queue(callId === null ? [legId] : [legId, callId], async () => {
      try {
        await this.#bring(put, stray);
      } catch (err) {
        if (err instanceof AriError) this.#exchange.log.warn({ err, leg: legId }, 'a leg was not put back');
        else throwAlone(err);
      } finally {
        put.isComing = false;
      }
    });
  }

  /** A command that was given meanwhile may have put it elsewhere: there it stays. */
  async #bring(put: Put, { channelId, at }: Stray): Promise<void> {
    if (this.#exchange.whereabouts.of(channelId) !== put) return;
    if (put.plan !== null) await bringInto(this.#exchange, put.plan, [channelId]);
    else if (at !== null) await leaveBridge(this.#exchange, at, channelId);
  }
}

const bridgesByChannel = (bridges: readonly AriBridge[]): ReadonlyMap<string, string> =>
  new Map(bridges.flatMap(({ id, channels }) => channels.map((channelId) => [channelId, id] as const)));
