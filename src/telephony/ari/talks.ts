import { unlessGone } from './ari-error.ts';
import type { AriBridge, Exchange } from './ari-types.ts';
import {
  type BridgePlan,
  destroyBridge,
  enterBridge,
  leaveBridge,
  makeBridge,
  type Place,
} from './bridges.ts';
import { inBackground } from './in-background.ts';
import type { Legs } from './legs.ts';
import { playOnce } from './play-once.ts';

/** The mixing bridge of a call: made while a phone rings, entered by caller and operator at once. */
type Talk = {
  readonly plan: BridgePlan;
  readonly made: Promise<void>;
  readonly inside: Set<string>;
  /**
   * Those who are to hear each other and have not been seen together yet; null when nobody waits to be told.
   */
  awaited: { readonly legIds: readonly string[]; readonly channels: readonly string[] } | null;
};

const PREFIX = 'br-';
const SILENCE = 'silence-';
/** That a channel has entered a bridge is told within milliseconds, unless it is lost. */
const TOLD_MS = 500;

/**
 * Who talks with whom. Asterisk would let a caller be moved to anybody: that it does not happen is the
 * switchboard's rule.
 */
export class Talks {
  readonly #exchange: Exchange;
  readonly #legs: Legs;
  readonly #talks = new Map<string, Talk>();

  constructor(exchange: Exchange, legs: Legs) {
    this.#exchange = exchange;
    this.#legs = legs;
  }

  /** Makes the bridge beforehand, so that a join is a single request. */
  prepare(callId: string): void {
    if (!this.#talks.has(callId)) this.#open(callId);
  }

  async join(callId: string, legIds: readonly string[]): Promise<void> {
    const talk = this.#talks.get(callId) ?? this.#open(callId);
    const channels = legIds.map((legId) => this.#legs.channelOf(legId));
    talk.awaited = { legIds, channels };
    await talk.made;
    await enterBridge(this.#exchange, talk.plan, channels);
    this.#tellWhenJoined(callId, talk);
    if (talk.awaited !== null) this.#askWhenLate(talk);
  }

  /** One more in the talk, beside those who are joined. */
  async enter(callId: string, channelId: string): Promise<void> {
    const talk = this.#talks.get(callId) ?? this.#open(callId);
    await talk.made;
    await enterBridge(this.#exchange, talk.plan, [channelId]);
  }

  /**
   * To a leg that is alone in the bridge nothing is sent, and nothing can be whispered into nothing: from now on there
   * is silence in the bridge, which ends with it.
   */
  async fillWithSilence(callId: string): Promise<void> {
    const params = { bridgeId: PREFIX + callId, playbackId: SILENCE + callId, media: 'tone:0/1000' };
    await playOnce(this.#exchange, params.playbackId, () =>
      this.#exchange.client().bridges.playWithId(params),
    );
  }

  /** One that has ended already is as good as one that we end. */
  async endSilence(callId: string): Promise<void> {
    await this.#exchange
      .client()
      .playbacks.stop({ playbackId: SILENCE + callId })
      .catch(unlessGone);
  }

  /**
   * Asterisk destroys a bridge in the background. A prompt that is given meanwhile to a leg on its way out may never
   * begin, nor end: so the leg that goes on is taken out first, of which Asterisk answers when it is done.
   */
  async part(callId: string, channelId: string): Promise<void> {
    const talk = this.#talks.get(callId);
    this.#talks.delete(callId);
    await talk?.made;
    try {
      await leaveBridge(this.#exchange, PREFIX + callId, channelId);
    } finally {
      await destroyBridge(this.#exchange, PREFIX + callId);
    }
  }

  channelEntered(bridgeId: string, channelId: string): void {
    const [callId, talk] = this.#find(bridgeId);
    if (talk === undefined) return;
    talk.inside.add(channelId);
    this.#tellWhenJoined(callId, talk);
  }

  channelLeft(bridgeId: string, channelId: string): void {
    const [callId, talk] = this.#find(bridgeId);
    talk?.inside.delete(channelId);
    this.closeWhenOver(callId);
  }

  /** When nobody is in the bridge and no leg of the call is left, the bridge goes too. */
  closeWhenOver(callId: string): void {
    const talk = this.#talks.get(callId);
    if (talk === undefined || talk.inside.size > 0 || this.#legs.hasLegOf(callId)) return;
    this.#talks.delete(callId);
    inBackground(this.#exchange.log, 'remove the bridge of a call', async () => {
      await talk.made;
      await destroyBridge(this.#exchange, PREFIX + callId);
    });
  }

  /** After a connection was made: takes over the bridges of calls that still live, and removes the others. */
  adopt(bridges: readonly AriBridge[]): void {
    const before = new Map(this.#talks);
    this.clear();
    for (const { id: bridgeId, bridge_type, channels } of bridges) {
      if (bridge_type !== 'mixing' || !bridgeId.startsWith(PREFIX)) continue;
      const callId = bridgeId.slice(PREFIX.length);
      const talk = this.#add(callId, Promise.resolve(), new Set(channels));
      // The word that the two were joined may have been lost with the connection.
      talk.awaited = before.get(callId)?.awaited ?? null;
      this.#tellWhenJoined(callId, talk);
      this.closeWhenOver(callId);
    }
  }

  /** Where channels are, as far as events have told. */
  *places(): Iterable<Place> {
    for (const { plan, inside } of this.#talks.values()) yield { bridgeId: plan.bridgeId, inside };
  }

  clear(): void {
    this.#talks.clear();
  }

  #open(callId: string): Talk {
    const made = makeBridge(this.#exchange, planFor(callId));
    inBackground(this.#exchange.log, 'prepare the bridge of a call', () => made);
    // A failure is logged by the line before; the join that needs the bridge makes it again.
    const settled = made.catch(() => {});
    return this.#add(callId, settled, new Set());
  }

  #add(callId: string, made: Promise<void>, inside: Set<string>): Talk {
    const talk: Talk = { plan: planFor(callId), made, inside, awaited: null };
    this.#talks.set(callId, talk);
    return talk;
  }

  /** Whoever hangs up before we know that two have talked would be taken for one who never did. */
  #askWhenLate(talk: Talk): void {
    const { clock, log } = this.#exchange;
    const { awaited, plan } = talk;
    clock.after(TOLD_MS, () => {
      if (talk.awaited === null || talk.awaited !== awaited) return;
      inBackground(log, 'ask who is in a talk', async () => {
        const { channels } = await this.#exchange.client().bridges.get({ bridgeId: plan.bridgeId });
        for (const channelId of awaited.channels)
          if (channels.includes(channelId)) this.channelEntered(plan.bridgeId, channelId);
      });
    });
  }

  #find(bridgeId: string): readonly [string, Talk | undefined] {
    const callId = bridgeId.startsWith(PREFIX) ? bridgeId.slice(PREFIX.length) : '';
    return [callId, this.#talks.get(callId)];
  }

  #tellWhenJoined(callId: string, talk: Talk): void {
    if (talk.awaited === null) return;
    const { legIds, channels } = talk.awaited;
    if (!channels.every((channelId) => talk.inside.has(channelId))) return;
    talk.awaited = null;
    this.#exchange.emit({ kind: 'legsJoined', callId, legIds });
  }
}

function planFor(callId: string): BridgePlan {
  return { bridgeId: PREFIX + callId, type: 'mixing', name: `talk ${callId}` };
}
