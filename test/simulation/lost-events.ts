import type { Clock } from '../../src/base/index.ts';
import type { TelephonyEvent } from '../../src/telephony/index.ts';

/** The adapter takes a difference for a lost event when it has seen it at two looks, so far apart. */
const SURE_MS = 800;
/** What leaves nothing that could be seen when the exchange is looked at. */
const TRACELESS: readonly TelephonyEvent['kind'][] = ['digitPressed', 'transferAsked', 'legSilent'];

/** `seenMs`: when somebody looked for the first time since. */
type Lost = { readonly event: TelephonyEvent; seenMs: number | null };

/** Events that nobody heard, until the exchange is looked at. */
export class LostEvents {
  readonly #clock: Clock;
  #lost: readonly Lost[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(event: TelephonyEvent): void {
    if (TRACELESS.includes(event.kind)) return;
    this.#lost = [...this.#lost, { event: asSeen(event), seenMs: null }];
  }

  /** Somebody looks. Returns what that shows for sure, in its order; it is lost no more. */
  look(): readonly TelephonyEvent[] {
    const { monoMs } = this.#clock.now();
    for (const lost of this.#lost) lost.seenMs ??= monoMs;
    const isSure = ({ seenMs }: Lost): boolean => seenMs !== null && monoMs - seenMs >= SURE_MS;
    const sure = this.#lost.filter(isSure);
    this.#lost = this.#lost.filter((each) => !isSure(each));
    return sure.map(({ event }) => event);
  }

  get isInDoubt(): boolean {
    return this.#lost.length > 0;
  }

  /** Somebody else listens, or the exchange has died. */
  clear(): void {
    this.#lost = [];
  }
}

/** That a leg is gone is seen, and why and when it went is not. */
function asSeen(event: TelephonyEvent): TelephonyEvent {
  if (event.kind !== 'legEnded') return event;
  return { ...event, end: { ...event.end, q850: null, sip: null, isFound: true } };
}
