import type { Event } from '../../../src/switchboard/index.ts';
import type { LiveLeg } from '../../../src/telephony/index.ts';
import type { Book } from './book.ts';
import { type Checker, must, type Turn } from './checker.ts';
import { Lasting } from './lasting.ts';

/** Two looks 15 s apart find a leg that nobody knows; then it is told to go, and the exchange does it. */
const UNKNOWN_MS_MAX = 45_000;
/** In a world where every command arrives, an operator's phone is let go this soon after the caller has gone. */
const ALONE_MS_MAX = 2_000;
/** Where commands get lost, the leg of an earlier talk may outlive its end until it is told to go anew. */
const THREE_MS_MAX = 15_000;

/** What the checker sees of the exchange, beside what we are told. */
export type ExchangeView = {
  /** Legs that the exchange holds for us. */
  legs(): readonly LiveLeg[];
  isConnected(): boolean;
  /** Whether commands can get lost on their way, at any time of this run. */
  readonly losesCommands: boolean;
  /** Legs that the switchboard knows, as a call's or as nobody's. */
  known(): ReadonlySet<string>;
};

/**
 * The exchange as it is (I2, I8): nobody hears two others (for long, where commands get lost), an operator hears those of the call they picked up for, and no
 * leg stays that no call owns, beyond the time that finding out may take. While the connection is away time stands still.
 */
export class HeldLegs implements Checker {
  readonly name = 'held legs';
  readonly #view: ExchangeView;
  readonly #unknown = new Lasting();
  readonly #alone = new Lasting();
  readonly #three = new Lasting();
  #connectedMs = 0;

  constructor(view: ExchangeView) {
    this.#view = view;
  }

  begin(event: Event | null, monoMs: number): void {
    if (event === null) return;
    if (event.kind === 'exchangeBack') this.#connectedMs = monoMs;
  }

  end({ monoMs }: Turn, book: Book): void {
    if (!this.#view.isConnected()) return this.#forget();
    const legs = this.#view.legs();
    const known = this.#view.known();
    const callOf = new Map(legs.map(({ legId, callId }) => [legId, callId]));
    for (const leg of legs) this.#checkTalk(leg, callOf);
    const threeMsMax = this.#view.losesCommands ? THREE_MS_MAX : 0;
    const three = legs.filter(({ hears }) => hears.length > 1);
    this.#check(this.#three, three, threeMsMax, monoMs, 'hears two others');
    const unknown = legs.filter(({ legId }) => !known.has(legId));
    this.#check(
      this.#unknown,
      unknown,
      UNKNOWN_MS_MAX,
      monoMs,
      'is held by the exchange, and no call owns it',
    );
    if (this.#view.losesCommands) return;
    const alone = legs.filter((leg) => isForNobody(leg, book));
    this.#check(this.#alone, alone, ALONE_MS_MAX, monoMs, 'rings or talks, and the caller has gone');
  }

  atTheEnd(): void {
    const left = this.#view.legs().map(({ legId }) => legId);
    must(left.length === 0, this.name, () => `the exchange holds no leg any more: ${left.join(' ')}`);
  }

  processDied(): void {
    this.#forget();
  }

  #checkTalk({ legId, callId, role, hears }: LiveLeg, callOf: ReadonlyMap<string, string | null>): void {
    // An operator who calls by themselves is the caller of their own call.
    const isOwn = role !== 'operator' || legId === callId;
    const strange = isOwn
      ? undefined
      : hears.find((heard) => {
          const of = callOf.get(heard) ?? heard;
          // One who came again too late is another call, with an id that begins as the old one.
          return of !== callId && callId?.startsWith(`${of}-`) !== true && !isOf(heard, callId);
        });
    must(strange === undefined, this.name, () => `${legId} of ${callId} hears ${strange}`);
  }

  #check(lasting: Lasting, legs: readonly LiveLeg[], msMax: number, monoMs: number, what: string): void {
    const ids = legs.map(({ legId }) => legId);
    for (const [legId, sinceMs] of lasting.see(ids, monoMs)) {
      const forMs = monoMs - Math.max(sinceMs, this.#connectedMs);
      must(forMs <= msMax, this.name, () => `${legId} ${what}, for ${forMs} ms`);
    }
  }

  #forget(): void {
    this.#unknown.forget();
    this.#alone.forget();
    this.#three.forget();
  }
}

/** The caller's own leg, that of a customer whom this call calls back, or that of an operator who is consulted. */
const isOf = (legId: string, callId: string | null): boolean =>
  legId === callId || legId.startsWith(`out-${callId}-`) || legId.startsWith(`op-${callId}-`);

/** An operator's leg with nobody at the other end: its call has gone, or is with somebody else. */
function isForNobody({ legId, role, hears, callId, marks }: LiveLeg, book: Book): boolean {
  if (role !== 'operator' || hears.length > 0) return false;
  const own = book.ownCalls.get(callId ?? '');
  if (own !== undefined) return legId !== callId && !own.legs.has(legId);
  const call = book.calls.get(callId ?? '');
  const hasTheCaller = [call?.consulted, call?.picked].some((one) => one?.operator === marks.operator);
  return call?.offers.has(legId) !== true && call?.picked?.offerId !== legId && !hasTheCaller;
}
