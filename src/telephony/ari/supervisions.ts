import { randomBytes } from 'node:crypto';
import type { Supervising, TelephonyCommand } from '../index.ts';
import { AriError } from './ari-error.ts';
import type { AriBridge, Exchange } from './ari-types.ts';
import { type BridgePlan, destroyBridge, enterBridge, makeBridge, type Place } from './bridges.ts';
import { inBackground } from './in-background.ts';
import type { Legs } from './legs.ts';
import { closeSnoop, openSnoop, type Whisper } from './snoops.ts';
import type { Talks } from './talks.ts';

type Supervise = Extract<TelephonyCommand, { kind: 'supervise' }>;

/**
 * A supervisor beside a talk: the bridge that the supervisor shares with a snoop channel on the operator's. A snoop's
 * way cannot be changed: while another takes its place there are two.
 */
type Booth = {
  readonly callId: string;
  readonly plan: BridgePlan;
  readonly snoops: Set<string>;
  hasSilence: boolean;
};

const PREFIX = 'supervision ';
/** A snoop comes to our application within milliseconds; one that does not is of no use. */
const START_LIMIT_MS = 1_000;
const WHISPERS: Readonly<Record<Exclude<Supervising, 'bargeIn'>, Whisper>> = {
  listen: 'none',
  whisper: 'out',
};

/**
 * Supervisors at talks. Who listens or whispers shares a bridge of two with a snoop channel, which hears both sides of
 * the operator's and speaks into the operator's ear: the bridge of the talk is not touched, wherever its legs go. Who
 * barges in is in that bridge: there all hear all, also when a phone is muted and sends nothing.
 */
export class Supervisions {
  readonly #exchange: Exchange;
  readonly #legs: Legs;
  readonly #talks: Talks;
  /** The supervisor's leg → where it is. */
  readonly #booths = new Map<string, Booth>();
  /** Snoop that is awaited → what to do when it has come to our application. */
  readonly #onStart = new Map<string, () => void>();

  constructor(exchange: Exchange, legs: Legs, talks: Talks) {
    this.#exchange = exchange;
    this.#legs = legs;
    this.#talks = talks;
  }

  /** Begins it, or changes its way. Rejects when one of the two legs is gone. */
  async supervise({ legId, callId, of, how }: Supervise): Promise<void> {
    const booth = this.#booths.get(legId) ?? this.#open(legId, callId);
    const before = [...booth.snoops];
    const channelId = this.#legs.channelOf(legId);
    if (how === 'bargeIn') await this.#talks.enter(callId, channelId);
    else {
      const snoopId = await this.#snoop(booth, this.#legs.channelOf(of), WHISPERS[how]);
      await enterBridge(this.#exchange, booth.plan, [channelId, snoopId]);
    }
    await this.#setSilence(booth, how === 'whisper');
    for (const snoopId of before) await this.#close(booth, snoopId);
    // The leg may have ended meanwhile, and its end met what was not there yet.
    if (this.#legs.get(legId) === undefined) this.#clear(booth);
  }

  /** A snoop channel has come to our application. */
  channelStarted(channelId: string): void {
    this.#onStart.get(channelId)?.();
  }

  hasSnoop(channelId: string): boolean {
    return this.#booths.values().some(({ snoops }) => snoops.has(channelId));
  }

  /** The supervisor's leg has ended: nothing of it is left. */
  legGone(legId: string): void {
    const booth = this.#booths.get(legId);
    if (booth === undefined) return;
    this.#booths.delete(legId);
    this.#clear(booth);
  }

  /** After a connection was made: bridges of supervisors whom nobody knows any more are removed. */
  adopt(bridges: readonly AriBridge[]): void {
    const ours = new Set(this.#booths.values().map(({ plan }) => plan.bridgeId));
    for (const { id, name } of bridges) {
      if (!name.startsWith(PREFIX) || ours.has(id)) continue;
      inBackground(this.#exchange.log, 'remove the bridge of a supervisor', () =>
        destroyBridge(this.#exchange, id),
      );
    }
  }

  /** The bridges of supervisors. Nobody counts who is in them: they go with the supervisor's leg. */
  *places(): Iterable<Pick<Place, 'bridgeId'>> {
    for (const { plan } of this.#booths.values()) yield { bridgeId: plan.bridgeId };
  }

  clear(): void {
    this.#booths.clear();
  }

  #open(legId: string, callId: string): Booth {
    const name = PREFIX + legId;
    const plan: BridgePlan = { bridgeId: `sup-${randomBytes(6).toString('hex')}`, type: 'mixing', name };
    const booth: Booth = { callId, plan, snoops: new Set(), hasSilence: false };
    this.#booths.set(legId, booth);
    return booth;
  }

  #clear(booth: Booth): void {
    inBackground(this.#exchange.log, 'end a supervision', async () => {
      for (const snoopId of [...booth.snoops]) await this.#close(booth, snoopId);
      await this.#setSilence(booth, false);
      await destroyBridge(this.#exchange, booth.plan.bridgeId);
    });
  }

  /** An operator whose caller is held hears what is whispered, too. */
  async #setSilence(booth: Booth, isWanted: boolean): Promise<void> {
    if (booth.hasSilence === isWanted) return;
    booth.hasSilence = isWanted;
    if (isWanted) await this.#talks.fillWithSilence(booth.callId);
    else await this.#talks.endSilence(booth.callId);
  }

  async #close(booth: Booth, snoopId: string): Promise<void> {
    await closeSnoop(this.#exchange, snoopId);
    booth.snoops.delete(snoopId);
  }

  async #snoop(booth: Booth, channelId: string, whisper: Whisper): Promise<string> {
    const snoopId = `snoop-${booth.plan.bridgeId}-${randomBytes(3).toString('hex')}`;
    booth.snoops.add(snoopId);
    await makeBridge(this.#exchange, booth.plan);
    const started = this.#startOf(snoopId);
    try {
      await openSnoop(this.#exchange, { snoopId, channelId, spy: 'both', whisper });
      await started.promise;
    } finally {
      started.forget();
    }
    return snoopId;
  }

  /** Rejects when the snoop has not come within the limit. */
  #startOf(snoopId: string): { readonly promise: Promise<void>; readonly forget: () => void } {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const cancel = this.#exchange.clock.after(START_LIMIT_MS, () =>
      reject(new AriError('timeout', 'the snoop channel did not come')),
    );
    this.#onStart.set(snoopId, resolve);
    // Whoever asked may have failed before and wait no more.
    promise.catch(() => {});
    const forget = (): void => {
      cancel();
      this.#onStart.delete(snoopId);
    };
    return { promise, forget };
  }
}
