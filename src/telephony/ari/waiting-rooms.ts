import { randomBytes } from 'node:crypto';
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

/** One holding bridge. `inside` is what Asterisk told; `coming` were sent there and not yet seen. */
type Hall = {
  readonly plan: BridgePlan;
  readonly music: string;
  readonly made: Promise<void>;
  readonly inside: Set<string>;
  readonly coming: Set<string>;
  cancelAlarm: () => void;
};

/**
 * In a bridge of 1,000 entering takes 60 ms and music gets lost; in ten of 100 it takes 1.3 ms and none does.
 */
const HALL_MAX = 100;
/**
 * When the last one leaves in the moment in which the next one enters, music that was just started may still
 * die.
 */
const MUSIC_AGAIN_MS = 250;
const EMPTY_GRACE_MS = 60_000;

/**
 * Rooms in which callers wait and hear the same music, whether or not we live: a room is one holding bridge,
 * or several when many wait. The music of a bridge dies for good when the last one leaves, so it is started
 * anew for each first one to enter.
 */
export class WaitingRooms {
  readonly #exchange: Exchange;
  readonly #halls = new Map<string, Hall>();
  readonly #hallOf = new Map<string, Hall>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Moves the channel into the room, wherever it was. */
  async enter(channelId: string, room: string, music: string): Promise<void> {
    const name = nameOf(room, music);
    if (this.#hallOf.get(channelId)?.plan.name === name) return;
    const hall = this.#roomiest(name) ?? this.#open(name, music);
    hall.coming.add(channelId);
    this.#hallOf.set(channelId, hall);
    try {
      await hall.made;
      await enterBridge(this.#exchange, hall.plan, [channelId]);
    } catch (err) {
      this.forget(channelId);
      throw err;
    }
  }

  /** The channel is alone again; nothing happens when it waits nowhere. */
  async leave(channelId: string): Promise<void> {
    const hall = this.#hallOf.get(channelId) ?? this.#hallPutInto(channelId);
    if (hall === undefined) return;
    this.forget(channelId);
    await leaveBridge(this.#exchange, hall.plan.bridgeId, channelId);
  }

  /** The channel is on its way out, by another command or because it ended: it is no longer counted on. */
  forget(channelId: string): void {
    const hall = this.#hallOf.get(channelId);
    if (hall === undefined) return;
    this.#hallOf.delete(channelId);
    hall.coming.delete(channelId);
    this.#closeWhenEmpty(hall);
  }

  channelEntered(bridgeId: string, channelId: string): void {
    const hall = this.#halls.get(bridgeId);
    if (hall === undefined) return;
    const isFirst = hall.inside.size === 0;
    hall.coming.delete(channelId);
    hall.inside.add(channelId);
    this.#hallOf.set(channelId, hall);
    if (isFirst) this.#startMusic(hall);
  }

  channelLeft(bridgeId: string, channelId: string): void {
    const hall = this.#halls.get(bridgeId);
    if (hall === undefined) return;
    hall.inside.delete(channelId);
    if (this.#hallOf.get(channelId) === hall) this.#hallOf.delete(channelId);
    this.#closeWhenEmpty(hall);
  }

  /** It turned out late who is in the bridge: its music, which the first one starts, may have died unnoticed. */
  mended(bridgeId: string): void {
    const hall = this.#halls.get(bridgeId);
    if (hall !== undefined && hall.inside.size > 0) this.#startMusic(hall);
  }

  /**
   * After a connection was made: takes over the bridges that are there, and starts their music, which may
   * have died.
   */
  adopt(bridges: readonly AriBridge[]): void {
    this.clear();
    for (const { id: bridgeId, name, bridge_type, channels } of bridges) {
      const music = musicIn(name);
      if (bridge_type !== 'holding' || music === null) continue;
      const hall = this.#add({ bridgeId, type: 'holding', name }, music, Promise.resolve());
      for (const channelId of channels) this.channelEntered(bridgeId, channelId);
      this.#closeWhenEmpty(hall);
    }
  }

  /** Where channels are, as far as events have told. */
  *places(): Iterable<Place> {
    for (const [bridgeId, { inside }] of this.#halls) yield { bridgeId, inside };
  }

  clear(): void {
    for (const hall of this.#halls.values()) hall.cancelAlarm();
    this.#halls.clear();
    this.#hallOf.clear();
  }

  /** The fullest hall of this name that has a seat left, so that those which empty can close. */
  #roomiest(name: string): Hall | undefined {
    let best: Hall | undefined;
    for (const hall of this.#halls.values()) {
      if (hall.plan.name !== name || seated(hall) >= HALL_MAX) continue;
      if (best === undefined || seated(hall) > seated(best)) best = hall;
    }
    return best;
  }

  /** Somebody else has taken it out, and it is not back yet. */
  #hallPutInto(channelId: string): Hall | undefined {
    return this.#halls.get(this.#exchange.whereabouts.of(channelId)?.plan?.bridgeId ?? '');
  }

  #open(name: string, music: string): Hall {
    const bridgeId = `wait-${randomBytes(6).toString('hex')}`;
    const plan = { bridgeId, type: 'holding', name } as const;
    return this.#add(plan, music, makeBridge(this.#exchange, plan));
  }

  #add(plan: BridgePlan, music: string, made: Promise<void>): Hall {
    const hall = {
      plan,
      music,
      made,
      inside: new Set<string>(),
      coming: new Set<string>(),
      cancelAlarm() {},
    };
    this.#halls.set(plan.bridgeId, hall);
    made.catch(() => this.#halls.delete(plan.bridgeId));
    return hall;
  }

  #startMusic(hall: Hall): void {
    const start = (): void => {
      const params = { bridgeId: hall.plan.bridgeId, mohClass: hall.music };
      const { log } = this.#exchange;
      inBackground(log, 'start the music', () => this.#exchange.client().bridges.startMoh(params));
    };
    start();
    this.#alarm(hall, MUSIC_AGAIN_MS, () => {
      if (hall.inside.size > 0) start();
    });
  }

  #closeWhenEmpty(hall: Hall): void {
    if (seated(hall) > 0) return;
    this.#alarm(hall, EMPTY_GRACE_MS, () => {
      if (seated(hall) > 0 || !this.#halls.delete(hall.plan.bridgeId)) return;
      const destroy = (): Promise<void> => destroyBridge(this.#exchange, hall.plan.bridgeId);
      inBackground(this.#exchange.log, 'close an empty waiting room', destroy);
    });
  }

  /** A hall has one alarm: either somebody is in it and has music, or nobody is and it will close. */
  #alarm(hall: Hall, delayMs: number, ring: () => void): void {
    hall.cancelAlarm();
    hall.cancelAlarm = this.#exchange.clock.after(delayMs, ring);
  }
}

function seated({ inside, coming }: Hall): number {
  return inside.size + coming.size;
}

function nameOf(room: string, music: string): string {
  return `wait ${encodeURIComponent(room)} ${encodeURIComponent(music)}`;
}

/** The music class in a bridge's name; null when the bridge is not one of ours. */
function musicIn(name: string): string | null {
  const [kind, , music] = name.split(' ');
  return kind === 'wait' && music !== undefined ? decodeURIComponent(music) : null;
}
