import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { Entry, Store } from '../journal/index.ts';
import { type Customer, customerOf } from './customer.ts';
import { messageOf } from './event-ring.ts';
import type { House } from './house.ts';
import { type ScreenPop, screenPopOf } from './screen-pop.ts';
import { Watchers } from './watchers.ts';

/** A phone rings for some seconds: what the store does not tell within this is left out. */
const STORE_MS_MAX = 1_000;
/** So many earlier calls of the number are shown. */
const HISTORY_MAX = 5;

/** One open stream. What it is sent is made one after the other, so that the order is that of the events. */
type Seat = { readonly operatorId: string; last: Promise<void> };

/**
 * The stream of one operator: `now` at first, then `ringing` with all that is known of the caller, `answered`,
 * `offerEnded`, `ended` and `state`. Who comes back gets `now` again, which holds the call that goes on.
 */
export class OperatorStream {
  readonly #house: House;
  readonly #store: Store;
  readonly #log: FastifyBaseLogger;
  readonly #watchers: Watchers;
  readonly #seats = new Map<ServerResponse, Seat>();
  readonly #stopListening: () => void;
  readonly #run = randomUUID().slice(0, 8);
  #lastNumber = 0;

  constructor(house: House, store: Store, log: FastifyBaseLogger) {
    this.#house = house;
    this.#store = store;
    this.#log = log;
    this.#watchers = new Watchers(log, (response) => this.#seats.delete(response));
    this.#stopListening = house.onEntry((entry) => this.#heard(entry));
  }

  /** Throws `Failure` TOO_MANY_WATCHERS when one more would be too many. */
  requireRoom(): void {
    this.#watchers.requireRoom();
  }

  /** Feeds this response, whose head was written, with what concerns the operator. */
  feed(response: ServerResponse, operatorId: string, mayStay: () => Promise<boolean>): void {
    const seat = { operatorId, last: Promise.resolve() };
    this.#watchers.add(response, mayStay);
    this.#seats.set(response, seat);
    response.write('retry: 2000\n\n');
    this.#sendInTurn(response, seat, 'now', async () => {
      const operator = this.#house.operator(operatorId) ?? null;
      const callId = operator?.callId ?? null;
      return { operator, call: callId === null ? null : await this.#pop(callId) };
    });
  }

  close(): void {
    this.#stopListening();
    this.#watchers.close();
  }

  #heard(entry: Entry): void {
    if (this.#seats.size === 0 || !('operator' in entry)) return;
    for (const [response, seat] of this.#seats) {
      if (seat.operatorId === entry.operator) this.#tell(response, seat, entry);
    }
  }

  #tell(response: ServerResponse, seat: Seat, entry: Entry): void {
    const send = (event: string, make: () => Promise<unknown>): void =>
      this.#sendInTurn(response, seat, event, make);
    switch (entry.kind) {
      case 'offered':
        return send('ringing', () => this.#pop(entry.callId));
      case 'offerEnded':
        if (entry.outcome === 'answered') return;
        return send('offerEnded', async () => ({ callId: entry.callId, outcome: entry.outcome }));
      case 'talkBegan':
        return send('answered', async () => ({ callId: entry.callId, atMs: entry.atMs }));
      case 'talkEnded':
        return send('ended', async () => ({ callId: entry.callId, talkMs: entry.talkMs, by: entry.by }));
      case 'operatorChanged':
        return send('state', async () => this.#house.operator(seat.operatorId) ?? null);
      default:
    }
  }

  #sendInTurn(response: ServerResponse, seat: Seat, event: string, make: () => Promise<unknown>): void {
    seat.last = seat.last
      .then(make)
      .then((data) => {
        this.#lastNumber += 1;
        const { text } = messageOf(`${this.#run}-${this.#lastNumber}`, event, data);
        this.#watchers.send(response, text);
      })
      .catch((err: unknown) => this.#log.error({ err, event }, 'an event of an operator could not be told'));
  }

  /** Null when the call is over already. */
  async #pop(callId: string): Promise<ScreenPop | null> {
    const call = this.#house.call(callId);
    if (call === undefined) return null;
    const { wallMs, story, customer } = {
      wallMs: this.#house.board().atMs,
      story: await this.#soon(this.#store.call(callId)),
      customer: await this.#soon<Customer>(
        customerOf(
          this.#house,
          this.#store,
          call.caller,
          HISTORY_MAX,
          (earlier) => earlier.callId !== callId,
        ),
      ),
    };
    return screenPopOf(call, story, customer ?? null, wallMs);
  }

  /** Undefined when the store is away, or slow. */
  async #soon<T>(answer: Promise<T | undefined>): Promise<T | undefined> {
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), STORE_MS_MAX);
    const got = await Promise.race([answer.catch(() => undefined), late.promise]);
    clearTimeout(timer);
    return got;
  }
}
