import { randomBytes } from 'node:crypto';
import { unlessThere } from './ari-error.ts';
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

/**
 * One mixing bridge. `coming`: sent there and not yet seen, with how often. `orders` are given one after the other:
 * music is not stopped before it plays.
 */
type Conference = {
  readonly plan: BridgePlan;
  readonly made: Promise<void>;
  readonly inside: Set<string>;
  readonly coming: Map<string, number>;
  hasMusic: boolean;
  orders: Promise<void>;
};

const PREFIX = 'conference ';
/** Music whose start and stop follow each other closely may go on all the same: each is ordered twice. */
const MUSIC_AGAIN_MS = 250;

/** Rooms in which all hear each other. Who is there alone hears music until somebody comes. */
export class Conferences {
  readonly #exchange: Exchange;
  readonly #conferences = new Map<string, Conference>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Moves the channel into the conference, wherever it was. */
  async enter(channelId: string, name: string): Promise<void> {
    const conference = this.#named(PREFIX + name) ?? this.#open(PREFIX + name);
    conference.coming.set(channelId, (conference.coming.get(channelId) ?? 0) + 1);
    try {
      await conference.made;
      await enterBridge(this.#exchange, conference.plan, [channelId]);
    } catch (err) {
      this.forget(channelId);
      throw err;
    }
  }

  /** The channel ended, or could not come: it is no longer counted on. */
  forget(channelId: string): void {
    for (const conference of this.#conferences.values()) {
      conference.coming.delete(channelId);
      this.#closeWhenEmpty(conference);
    }
  }

  /** The channel is alone again; nothing happens when it is in no conference. */
  async leave(channelId: string): Promise<void> {
    const { whereabouts } = this.#exchange;
    for (const { plan, inside, coming } of this.#conferences.values()) {
      const isMember = inside.has(channelId) || coming.has(channelId);
      if (isMember || whereabouts.isPutInto(channelId, plan.bridgeId))
        await leaveBridge(this.#exchange, plan.bridgeId, channelId);
    }
  }

  channelEntered(bridgeId: string, channelId: string): void {
    const conference = this.#conferences.get(bridgeId);
    if (conference === undefined) return;
    this.#came(conference, channelId);
    conference.inside.add(channelId);
    this.#tune(conference);
  }

  channelLeft(bridgeId: string, channelId: string): void {
    const conference = this.#conferences.get(bridgeId);
    if (conference?.inside.delete(channelId) !== true) return;
    if (conference.inside.size > 0) return this.#tune(conference);
    // The music of a bridge dies with the last one who leaves it.
    conference.hasMusic = false;
    this.#closeWhenEmpty(conference);
  }

  /** After a connection was made: takes over the bridges that are there. */
  adopt(bridges: readonly AriBridge[]): void {
    this.clear();
    for (const { id: bridgeId, name, channels } of bridges) {
      if (!name.startsWith(PREFIX)) continue;
      this.#add({ bridgeId, type: 'mixing', name }, Promise.resolve());
      for (const channelId of channels) this.channelEntered(bridgeId, channelId);
    }
  }

  /** Where channels are, as far as events have told. */
  *places(): Iterable<Place> {
    for (const [bridgeId, { inside }] of this.#conferences) yield { bridgeId, inside };
  }

  clear(): void {
    this.#conferences.clear();
  }

  #named(name: string): Conference | undefined {
    return this.#conferences.values().find(({ plan }) => plan.name === name);
  }

  /** Its id is new each time: a bridge of this name that is just being closed is nobody's any more. */
  #open(name: string): Conference {
    const plan: BridgePlan = { bridgeId: `conf-${randomBytes(6).toString('hex')}`, type: 'mixing', name };
    // Where this fails, whoever enters makes it again.
    const made = makeBridge(this.#exchange, plan).catch(() => {});
    return this.#add(plan, made);
  }

  #add(plan: BridgePlan, made: Promise<void>): Conference {
    const [inside, coming] = [new Set<string>(), new Map<string, number>()];
    const conference = { plan, made, inside, coming, hasMusic: false, orders: Promise.resolve() };
    this.#conferences.set(plan.bridgeId, conference);
    return conference;
  }

  #came({ coming }: Conference, channelId: string): void {
    const count = coming.get(channelId) ?? 0;
    if (count > 1) coming.set(channelId, count - 1);
    else coming.delete(channelId);
  }

  /**
   * Whoever left may be on the way back: Asterisk tells of the one behind the other. And whoever was taken out by
   * somebody else will be put back.
   */
  #closeWhenEmpty(conference: Conference): void {
    const { plan, inside, coming } = conference;
    if (inside.size > 0 || coming.size > 0) return;
    if (this.#exchange.whereabouts.isAwaitedIn(plan.bridgeId)) return;
    this.#conferences.delete(plan.bridgeId);
    this.#order(conference, 'close a conference', () => destroyBridge(this.#exchange, plan.bridgeId));
  }

  #tune(conference: Conference): void {
    const isAlone = conference.inside.size === 1;
    if (isAlone === conference.hasMusic) return;
    conference.hasMusic = isAlone;
    this.#orderMusic(conference);
    this.#exchange.clock.after(MUSIC_AGAIN_MS, () => {
      if (this.#conferences.has(conference.plan.bridgeId)) this.#orderMusic(conference);
    });
  }

  /** As it is wanted now. Where there is no music, none can be stopped. */
  #orderMusic(conference: Conference): void {
    const { bridgeId } = conference.plan;
    const bridges = () => this.#exchange.client().bridges;
    if (conference.hasMusic)
      this.#order(conference, 'start the music', () => bridges().startMoh({ bridgeId }));
    else this.#order(conference, 'stop the music', () => bridges().stopMoh({ bridgeId }).catch(unlessThere));
  }

  #order(conference: Conference, what: string, act: () => Promise<unknown>): void {
    const done = conference.orders.then(act);
    conference.orders = done.then(
      () => {},
      () => {},
    );
    inBackground(this.#exchange.log, what, () => done);
  }
}
