import type { Clock, Prng } from '../../src/base/index.ts';
import type { LiveLeg, TelephonyEvent } from '../../src/telephony/index.ts';
import { LostEvents } from './lost-events.ts';
import type { Weather } from './weather.ts';

/** Events that the real adapter tells at most once, because a second one would be taken for a new one. */
const NEVER_TWICE: readonly TelephonyEvent['kind'][] = [
  'digitPressed',
  'playFinished',
  'recorded',
  'legMoved',
  'commandFailed',
  'exchangeLost',
  'exchangeBack',
];

/**
 * The connection to the simulated exchange. What is said about one leg keeps its order, what is said about
 * different legs need not; what is said while the connection is away, or is still on its way when it goes, is
 * lost, and so are some events by chance.
 */
export class SimulatedWire {
  readonly node: string;
  isConnected = false;
  onEvent: (event: TelephonyEvent) => void = () => {};
  /** What the exchange holds, for those who connect. */
  holds: () => readonly LiveLeg[] = () => [];
  /** When it was started. */
  startedWallMs = 0;
  readonly #clock: Clock;
  readonly #prng: Prng;
  readonly #weather: Weather;
  readonly lost: LostEvents;
  /** Topic → when the latest event about it arrives. */
  readonly #latestMs = new Map<string, number>();
  #connection = 0;

  constructor(node: string, clock: Clock, prng: Prng, weather: Weather) {
    this.node = node;
    this.#clock = clock;
    this.#prng = prng;
    this.#weather = weather;
    this.lost = new LostEvents(clock);
  }

  delayMs(): number {
    return 1 + this.#prng.below(this.#weather.latencyMsMax);
  }

  /** Happens by chance: in so many of 1,000 cases. */
  happens(outOf1000: number): boolean {
    return outOf1000 > 0 && this.#prng.chance(outOf1000, 1000);
  }

  /** Sends an event on its way; events of one topic arrive in the order in which they were sent. */
  tell(topic: string, event: TelephonyEvent): void {
    if (!this.isConnected || this.happens(this.#weather.lostEvents)) return this.lost.add(event);
    const { monoMs } = this.#clock.now();
    const arrivesMs = Math.max(monoMs + this.delayMs(), this.#latestMs.get(topic) ?? 0);
    this.#latestMs.set(topic, arrivesMs);
    const copies = this.happens(this.#weather.repeatedEvents) && !NEVER_TWICE.includes(event.kind) ? 2 : 1;
    const connection = this.#connection;
    this.#clock.after(arrivesMs - monoMs, () => {
      if (connection !== this.#connection) this.lost.add(event);
      for (let copy = 0; copy < copies && connection === this.#connection; copy++) this.onEvent(event);
    });
  }

  /** Tells at once what the adapter itself knows, without the exchange. */
  tellNow(event: TelephonyEvent): void {
    this.#clock.after(0, () => this.onEvent(event));
  }

  connect(restarted: boolean): void {
    this.isConnected = true;
    const { node, startedWallMs } = this;
    this.tellNow({ kind: 'exchangeBack', node, restarted, legs: this.holds(), startedWallMs });
  }

  /** Everything on its way is lost. */
  cut(): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    this.#connection += 1;
    this.#latestMs.clear();
    this.tellNow({ kind: 'exchangeLost', node: this.node });
  }
}
