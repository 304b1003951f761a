import { unlessGone } from './ari-error.ts';
import type { AriBridge, AriChannel, AriEvent } from './ari-types.ts';
import { destroyBridge, isOurBridge } from './bridges.ts';
import { LISTENERS, stateSeen } from './events.ts';
import { inBackground } from './in-background.ts';
import { channelVanished } from './leg-endings.ts';
import { type Holdings, isLetGo, ownerOf } from './live-legs.ts';
import type { Parts } from './parts.ts';

/** What the exchange has said when it was asked. */
export type Picture = Holdings & {
  /** Playbacks of ours that it has no more, though nobody has told their end. */
  readonly playbacksOver: readonly string[];
  /** Phones that it says can be rung, where we believe that they cannot, or the other way round. */
  readonly phonesInDoubt: readonly string[];
};

/**
 * A picture may be older or newer than the last event by a moment. What differs for so long was not on its way: it was
 * lost.
 */
const SURE_MS = 800;

/** An event as far as a picture shows it: the fields that its listener reads. */
type Seen = { readonly type: string } & Readonly<Record<string, unknown>>;

/** One thing that differs; `mend` does what the event would have done that never came. */
type Difference = { readonly key: string; readonly mend: () => void };

/**
 * Events can get lost between the exchange and us. What it holds is compared with what its events have told, and the
 * rest goes the way of the events, as if they had come: so there is one way only in which anything changes.
 */
export class MissedEvents {
  readonly #parts: Parts;
  /** Difference → when it was first seen (monotonic). */
  #since = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** True when something differs that may be on its way still: another look soon will tell. */
  compare(picture: Picture): boolean {
    this.#seeStates(picture.channels);
    const { clock } = this.#parts.exchange;
    const { monoMs } = clock.now();
    const [before, since] = [this.#since, new Map<string, number>()];
    for (const { key, mend } of this.#differences(picture)) {
      const firstMs = before.get(key) ?? monoMs;
      if (monoMs - firstMs >= SURE_MS) mend();
      else since.set(key, firstMs);
    }
    this.#since = since;
    return since.size > 0;
  }

  /** The connection is a new one, and so is everything that we know. */
  clear(): void {
    this.#since.clear();
  }

  /** A leg never rings again when it was answered: what is shown of this is true at once. */
  #seeStates(channels: readonly AriChannel[]): void {
    for (const channel of channels) stateSeen(this.#parts, channel);
  }

  #differences(picture: Picture): readonly Difference[] {
    return [
      ...this.#channelDifferences(picture),
      ...this.#bridgeDifferences(picture.bridges),
      ...this.#leftBridges(picture.bridges),
      ...this.#strays(picture),
      ...picture.playbacksOver.map((id) => ({
        key: `played ${id}`,
        mend: () => this.#hear({ type: 'PlaybackFinished', playback: { id, state: 'done' } }),
      })),
      ...picture.phonesInDoubt.map((phoneId) => ({
        key: `phone ${phoneId}`,
        mend: () => this.#parts.ways.phones.askAgain(phoneId),
      })),
    ];
  }

  *#channelDifferences({ channels, bridges }: Picture): Iterable<Difference> {
    const { exchange, legs } = this.#parts;
    const ours = channels.filter((channel) => isOurs(channel, exchange.app));
    for (const channel of ours) {
      if (legs.byChannel(channel.id) !== undefined) continue;
      const isAlone = bridges.every((bridge) => !bridge.channels.includes(channel.id));
      yield { key: `came ${channel.id}`, mend: () => this.#unknown(channel, isAlone) };
    }
    const live = new Set([...ours, ...channels.filter(isLetGo)].map(({ id }) => id));
    for (const id of [...legs.all()].flatMap((leg) => leg.channels))
      if (!live.has(id)) yield { key: `gone ${id}`, mend: () => channelVanished(this.#parts, id) };
  }

  /**
   * Somebody came, and we were not told; or a leg of ours was given up and is still there, where it can be told to end
   * only by its right name.
   */
  #unknown(channel: AriChannel, isAlone: boolean): void {
    const { exchange, legs } = this.#parts;
    const owner = ownerOf(channel, exchange.app);
    if (owner === null) return this.#hangUp(channel.id);
    const isArrival = owner.role === 'caller' || owner.role === 'phone';
    const [, ...args] = channel.dialplan.app_data.split(',');
    if (isArrival && isAlone && legs.lastRole(channel.id) !== owner.role)
      return this.#hear({ type: 'StasisStart', channel, args });
    // The leg has answered elsewhere, or has ended: this contact lost, and was not told.
    if (legs.get(owner.legId) !== undefined) return this.#hangUp(channel.id);
    legs.adopt(owner, channel.id);
    stateSeen(this.#parts, channel);
  }

  *#bridgeDifferences(bridges: readonly AriBridge[]): Iterable<Difference> {
    const { conferences, legs, rooms, talks } = this.#parts;
    const held = new Map(bridges.map(({ id, channels }) => [id, new Set(channels)]));
    for (const part of [rooms, talks, conferences]) {
      for (const { bridgeId, inside } of part.places()) {
        const there = held.get(bridgeId) ?? new Set<string>();
        for (const id of inside) if (!there.has(id)) yield this.#moved('ChannelLeftBridge', bridgeId, id);
        for (const id of there)
          if (!inside.has(id) && legs.byChannel(id) !== undefined)
            yield this.#moved('ChannelEnteredBridge', bridgeId, id);
      }
    }
  }

  #moved(
    type: 'ChannelLeftBridge' | 'ChannelEnteredBridge',
    bridgeId: string,
    channelId: string,
  ): Difference {
    const event = { type, bridge: { id: bridgeId }, channel: { id: channelId } };
    const mend = (): void => {
      this.#hear(event);
      this.#parts.rooms.mended(bridgeId);
    };
    return { key: `${type} ${bridgeId} ${channelId}`, mend };
  }

  *#strays(picture: Picture): Iterable<Difference> {
    const { strays } = this.#parts;
    for (const stray of strays.seen(picture))
      yield { key: `astray ${stray.channelId} ${stray.at}`, mend: () => strays.mend(stray) };
  }

  /** Empty, and nobody's: the request that was to remove it was lost. */
  *#leftBridges(bridges: readonly AriBridge[]): Iterable<Difference> {
    const { conferences, exchange, rooms, supervisions, talks } = this.#parts;
    const parts = [rooms, talks, conferences, supervisions];
    const known = new Set(parts.flatMap((part) => [...part.places()].map(({ bridgeId }) => bridgeId)));
    for (const { id, channels } of bridges) {
      if (!isOurBridge(id) || known.has(id) || channels.length > 0) continue;
      const mend = (): void =>
        inBackground(exchange.log, 'remove a bridge that was left', () => destroyBridge(exchange, id));
      yield { key: `left ${id}`, mend };
    }
  }

  #hangUp(channelId: string): void {
    const { exchange } = this.#parts;
    inBackground(exchange.log, 'end a channel that was left', () =>
      exchange.client().channels.hangup({ channelId, reason_code: '16' }).catch(unlessGone),
    );
  }

  #hear(event: Seen): void {
    LISTENERS[event.type]!(this.#parts, event as unknown as AriEvent);
  }
}

/** In our application, as somebody's leg or as a channel that learns of phones; snoops are looked after elsewhere. */
function isOurs({ dialplan }: AriChannel, app: string): boolean {
  const [ownApp, kind = ''] = dialplan.app_data.split(',');
  return dialplan.app_name === 'Stasis' && ownApp === app && kind !== 'snoop';
}
