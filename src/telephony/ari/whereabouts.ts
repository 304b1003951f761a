import type { AriBridge } from './ari-types.ts';
import type { BridgePlan } from './bridges.ts';

/** Where a channel is to be; `plan` is null for one that is to be nowhere. */
export type Put = {
  readonly plan: BridgePlan | null;
  /** How often it was found elsewhere. */
  strayed: number;
  /** So often that it stays where somebody else has moved it. */
  isGivenUp: boolean;
  /** It is on the way there, or on the way back. */
  isComing: boolean;
};

/**
 * Where commands of ours have put each channel. Asterisk lets everybody move everything, and does not say who it was:
 * this tells what we did from what somebody else has done.
 */
export class Whereabouts {
  readonly #puts = new Map<string, Put>();

  /** From now on it is to be there, wherever it was. */
  put(channelId: string, plan: BridgePlan): Put {
    return this.#add(channelId, plan);
  }

  /** Undefined for one that we have put nowhere, and have not found astray. */
  of(channelId: string): Put | undefined {
    return this.#puts.get(channelId);
  }

  /** The same; one that we have put nowhere is to be nowhere. */
  ofStray(channelId: string): Put {
    return this.#puts.get(channelId) ?? this.#add(channelId, null);
  }

  /** Whether it is to be in this bridge. */
  isPutInto(channelId: string, bridgeId: string): boolean {
    return this.#puts.get(channelId)?.plan?.bridgeId === bridgeId;
  }

  /** It was taken out of the bridge by us. */
  left(channelId: string, bridgeId: string): void {
    if (this.isPutInto(channelId, bridgeId)) this.#puts.delete(channelId);
  }

  /** Whether anybody is to be in this bridge, wherever they are now. */
  isAwaitedIn(bridgeId: string): boolean {
    return this.#puts.values().some(({ plan, isGivenUp }) => plan?.bridgeId === bridgeId && !isGivenUp);
  }

  /** The bridge is removed by us, and whoever is in it is alone. */
  closed(bridgeId: string): void {
    for (const [channelId, { isGivenUp }] of this.#puts) if (!isGivenUp) this.left(channelId, bridgeId);
  }

  /** The channel has ended. */
  forget(channelId: string): void {
    this.#puts.delete(channelId);
  }

  /** After a connection was made: whoever is in a bridge of ours was put there, by us or by a process before us. */
  adopt(bridges: readonly AriBridge[]): void {
    for (const { id: bridgeId, name, bridge_type, channels } of bridges) {
      const type = bridge_type === 'holding' ? bridge_type : 'mixing';
      for (const channelId of channels) this.#add(channelId, { bridgeId, type, name });
    }
  }

  clear(): void {
    this.#puts.clear();
  }

  #add(channelId: string, plan: BridgePlan | null): Put {
    const put = { plan, strayed: 0, isGivenUp: false, isComing: false };
    this.#puts.set(channelId, put);
    return put;
  }
}
