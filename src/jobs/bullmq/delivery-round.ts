import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import type { FailedDelivery, WebhookJob } from '../../journal/index.ts';
import { deliverMessage, type ReceiverGate, type WebhookTarget } from '../index.ts';

/**
 * What is in Redis of a message: where to find it, who has it already, and how far the tries of the others are. The
 * message itself, with callers' numbers, stays in the store. Receivers are named by a hash of their address, which
 * may hold a secret.
 */
export type WebhookTicket = {
  readonly id: string;
  readonly done: readonly string[];
  readonly tries?: Readonly<Record<string, Tries>>;
};

/** Failed tries at one receiver: how many, why the last one, and when the next is due (wall time). */
type Tries = { readonly count: number; readonly why: string; readonly nextMs: number };

/**
 * A message is tried so often; the pauses between grow by the factor, and a tenth of each is left to chance.
 */
export type Retries = { readonly triesMax: number; readonly firstMs: number; readonly factor: number };

/** Counted since the start. */
export type Counts = { deliveredCount: number; givenUpCount: number; failedTriesCount: number };

/** The way to each receiver, by the hash of its address. */
export type Gates = ReadonlyMap<string, ReceiverGate>;

export type DeliveryParts = {
  readonly webhooks: readonly WebhookTarget[];
  readonly retries: Retries;
  readonly answerMsMax: number | undefined;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A receiver to whom enough is on its way is asked again so soon. */
const BUSY_MS = 250;

/** Before the next try: longer each time, and a tenth of it is left to chance. */
export const pauseMs = ({ firstMs, factor }: Retries, triesMade: number): number =>
  Math.round(firstMs * factor ** (triesMade - 1) * (1 - Math.random() / 10));

/** Addresses may hold secrets, which have no business in Redis. */
export const keyOf = (url: string): string =>
  createHash('sha256').update(url).digest('base64url').slice(0, 16);

/**
 * One round with one message: each receiver that does not have it is tried if its own time has come. Afterwards it is
 * known who has it, who will not get it, and when the next round is due.
 */
export class DeliveryRound {
  readonly #parts: DeliveryParts;
  readonly #gates: Gates;
  readonly #message: WebhookJob;
  readonly #done: Set<string>;
  readonly #tries: Map<string, Tries>;
  readonly #failed = new Map<string, FailedDelivery>();
  #nextMs: number | undefined;

  constructor(parts: DeliveryParts, gates: Gates, message: WebhookJob, { done, tries = {} }: WebhookTicket) {
    this.#parts = parts;
    this.#gates = gates;
    this.#message = message;
    this.#done = new Set(done);
    this.#tries = new Map(Object.entries(tries));
  }

  /** When to come again (wall time); undefined when nothing is left to do. */
  get nextMs(): number | undefined {
    return this.#nextMs;
  }

  /** Who does not get it any more. */
  get failed(): readonly FailedDelivery[] {
    return [...this.#failed.values()];
  }

  get ticket(): WebhookTicket {
    return { id: this.#message.id, done: [...this.#done], tries: Object.fromEntries(this.#tries) };
  }

  async run(): Promise<void> {
    const { webhooks } = this.#parts;
    const { event, failed: revived } = this.#message;
    const known = new Map(webhooks.map((target) => [keyOf(target.url), target]));
    for (const { receiver, host } of revived ?? []) {
      if (!known.has(receiver))
        this.#giveUp(receiver, host, 'it is not among the webhooks of the settings any more');
    }
    const isFor = (key: string): boolean =>
      revived === undefined || revived.some(({ receiver }) => receiver === key);
    const open = [...known].filter(([key, { events }]) => {
      return events.includes(event) && isFor(key) && !this.#done.has(key);
    });
    await Promise.all(open.map(([key, target]) => this.#visit(key, target)));
  }

  async #visit(key: string, target: WebhookTarget): Promise<void> {
    const { clock, retries } = this.#parts;
    const { wallMs } = clock.now();
    const tries = this.#tries.get(key);
    if (tries !== undefined && tries.count >= retries.triesMax)
      return this.#giveUp(key, hostOf(target), tries.why);
    if (tries !== undefined && tries.nextMs > wallMs) return this.#comeAgain(tries.nextMs);
    const gate = this.#gates.get(key)!;
    const state = gate.stateAt(wallMs);
    if (state.kind === 'busy') return this.#comeAgain(wallMs + BUSY_MS);
    if (state.kind === 'gone') return this.#giveUp(key, hostOf(target), GONE);
    // A receiver that rests fails this try, too: so each message comes to its end in its own time.
    if (state.kind === 'rests') return this.#fail(key, target, 'it is left alone for now', state.untilMs);
    await this.#try(key, target, gate);
  }

  async #try(key: string, target: WebhookTarget, gate: ReceiverGate): Promise<void> {
    const { clock, counts, log, answerMsMax } = this.#parts;
    const wallMs = (): number => clock.now().wallMs;
    const deliver = () => deliverMessage(this.#message, target, wallMs(), answerMsMax);
    const result = await gate.try(deliver, wallMs);
    const facts = { id: this.#message.id, event: this.#message.event, host: hostOf(target) };
    if (result.kind === 'gone') return this.#giveUp(key, facts.host, GONE);
    if (result.kind === 'delivered') {
      this.#done.add(key);
      this.#tries.delete(key);
      counts.deliveredCount += 1;
      log.info(facts, 'a message was handed over');
      return;
    }
    counts.failedTriesCount += 1;
    log.warn({ ...facts, why: result.why }, 'a message was not taken');
    this.#fail(key, target, result.why, wallMs() + (result.againMs ?? 0));
  }

  /** One more try has failed; the next one is due after the pause, and not before `earliestMs`. */
  #fail(key: string, target: WebhookTarget, why: string, earliestMs: number): void {
    const { retries, clock } = this.#parts;
    const count = (this.#tries.get(key)?.count ?? 0) + 1;
    if (count >= retries.triesMax) return this.#giveUp(key, hostOf(target), why);
    const nextMs = Math.max(earliestMs, clock.now().wallMs + pauseMs(retries, count));
    this.#tries.set(key, { count, why, nextMs });
    this.#comeAgain(nextMs);
  }

  #giveUp(receiver: string, host: string, why: string): void {
    this.#tries.set(receiver, { count: this.#parts.retries.triesMax, why, nextMs: 0 });
    this.#failed.set(receiver, { receiver, host, why });
  }

  #comeAgain(atMs: number): void {
    this.#nextMs = Math.min(this.#nextMs ?? Number.POSITIVE_INFINITY, atMs);
  }
}

const GONE = 'it said that it is gone (status 410)';

const hostOf = ({ url }: WebhookTarget): string => new URL(url).host;
