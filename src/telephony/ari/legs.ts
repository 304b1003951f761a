import { Recent } from '../../base/index.ts';
import type { LegEnd } from '../index.ts';

/**
 * operator, supervisor: made by `ring`, as its marks say. outside: made by `ringOut`. phone: an operator's phone that
 * called by itself.
 */
export type LegRole = 'caller' | 'operator' | 'supervisor' | 'outside' | 'phone';

export type Leg = {
  readonly legId: string;
  readonly role: LegRole;
  /** The call it belongs to; null for a phone that called by itself. */
  readonly callId: string | null;
  /** The channels that carry it: one, or, while a phone with several contacts rings, one for each contact. */
  channels: string[];
  state: 'quiet' | 'ringing' | 'answered';
  /** Those of the channels at which it has rung. */
  readonly rang: Set<string>;
  isEndedByUs: boolean;
  /** How the channels that are gone ended; the best of them becomes the leg's own end. */
  readonly ends: LegEnd[];
};

/**
 * The latest event of a type on a channel: every event of a phone's channel comes twice, the copies side by
 * side.
 */
type Latest = { readonly type: string; readonly mark: string };

/** Channels that were a leg's not long ago: far more than can be on their way out at once. */
const GONE_MAX = 2_000;

/** All legs that the exchange holds for us, as far as it has told us, by their own id and by channel. */
export class Legs {
  readonly #legs = new Map<string, Leg>();
  readonly #legOfChannel = new Map<string, Leg>();
  readonly #latest = new Map<string, Latest[]>();
  readonly #legsOfCall = new Map<string, number>();
  readonly #lastRole = new Recent<LegRole>(GONE_MAX);

  add(leg: Pick<Leg, 'legId' | 'role' | 'callId' | 'channels'>): Leg {
    const added: Leg = { ...leg, state: 'quiet', rang: new Set(), isEndedByUs: false, ends: [] };
    this.#legs.set(leg.legId, added);
    for (const channelId of leg.channels) this.#legOfChannel.set(channelId, added);
    this.#count(leg.callId, 1);
    return added;
  }

  /**
   * A channel that was there before us; a second one of the same leg is another contact of the phone that
   * rings.
   */
  adopt(leg: Pick<Leg, 'legId' | 'role' | 'callId'>, channelId: string): Leg {
    const known = this.#legs.get(leg.legId);
    if (known === undefined) return this.add({ ...leg, channels: [channelId] });
    known.channels.push(channelId);
    this.#legOfChannel.set(channelId, known);
    return known;
  }

  get(legId: string): Leg | undefined {
    return this.#legs.get(legId);
  }

  byChannel(channelId: string): Leg | undefined {
    return this.#legOfChannel.get(channelId);
  }

  all(): IterableIterator<Leg> {
    return this.#legs.values();
  }

  /**
   * The channel to which a command for the leg goes. A leg that we do not know has a channel of its own name,
   * if any.
   */
  channelOf(legId: string): string {
    return this.#legs.get(legId)?.channels[0] ?? legId;
  }

  /** What the channel was when it was a leg's that has ended; undefined when it was none not long ago. */
  lastRole(channelId: string): LegRole | undefined {
    return this.#lastRole.get(channelId);
  }

  /** One channel less; what still happens on it is no longer the leg's. */
  drop(leg: Leg, channelId: string): void {
    this.#lastRole.put(channelId, leg.role);
    leg.channels = leg.channels.filter((id) => id !== channelId);
    this.#legOfChannel.delete(channelId);
    this.#latest.delete(channelId);
  }

  remove(leg: Leg): void {
    for (const channelId of leg.channels) this.drop(leg, channelId);
    if (this.#legs.delete(leg.legId)) this.#count(leg.callId, -1);
  }

  hasLegOf(callId: string): boolean {
    return this.#legsOfCall.has(callId);
  }

  /**
   * True when this event of the channel is the copy of the latest of its type. `mark` tells events of a type
   * apart.
   */
  isRepeated(channelId: string, type: string, mark: string): boolean {
    const latest = this.#latest.get(channelId) ?? [];
    if (latest.some((seen) => seen.type === type && seen.mark === mark)) return true;
    this.#latest.set(channelId, [...latest.filter((seen) => seen.type !== type), { type, mark }]);
    return false;
  }

  clear(): void {
    this.#legs.clear();
    this.#legOfChannel.clear();
    this.#latest.clear();
    this.#legsOfCall.clear();
  }

  #count(callId: string | null, by: 1 | -1): void {
    if (callId === null) return;
    const count = (this.#legsOfCall.get(callId) ?? 0) + by;
    if (count > 0) this.#legsOfCall.set(callId, count);
    else this.#legsOfCall.delete(callId);
  }
}
