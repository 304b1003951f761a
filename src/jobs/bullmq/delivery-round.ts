import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import { type FailedDelivery, MAIL, NOTICE, type NoticeBody, type WebhookJob } from '../../journal/index.ts';
import {
  type DeliveryResult,
  deliverMessage,
  type NoticeWay,
  ReceiverGate,
  type WebhookTarget,
} from '../index.ts';

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

/** The ways to receivers, by the hash of their address. */
export class Gates {
  readonly #gates = new Map<string, ReceiverGate>();

  /** Made when it is gone the first time: receivers are those of the settings, and servers that bundles name. */
  of(key: string): ReceiverGate {
    const gate = this.#gates.get(key) ?? new ReceiverGate();
    this.#gates.set(key, gate);
    return gate;
  }
}

/** Somebody who is to have the message. */
type Receiver = {
  readonly host: string;
  readonly isWanted: boolean;
  readonly deliver: () => Promise<DeliveryResult>;
};

/** In the place of a receiver where there is none, though somebody has to take the message. */
const NOBODY = '';

export type DeliveryParts = {
  readonly webhooks: readonly WebhookTarget[];
  readonly noticeWay: NoticeWay;
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
    const known = this.#receivers();
    const revived = this.#message.failed?.filter(({ receiver }) => receiver !== NOBODY) ?? [];
    for (const { receiver, host } of revived) {
      if (!known.has(receiver))
        this.#giveUp(receiver, host, 'it is not among the webhooks of the settings any more');
    }
    const isFor = (key: string): boolean =>
      revived.length === 0 || revived.some(({ receiver }) => receiver === key);
    const wanted = [...known].filter(([, { isWanted }]) => isWanted);
    if (this.#message.event === MAIL && wanted.length === 0)
      this.#giveUp(NOBODY, 'nobody', `no webhook of the settings takes "${MAIL}"`);
    const open = wanted.filter(([key]) => isFor(key) && !this.#done.has(key));
    await Promise.all(open.map(([key, receiver]) => this.#visit(key, receiver)));
  }

  /** Those of the settings, or the server that the flow has named. */
  #receivers(): ReadonlyMap<string, Receiver> {
    const { webhooks, noticeWay, answerMsMax, clock } = this.#parts;
    const message = this.#message;
    if (message.event === NOTICE) {
      const { noticeId, request } = JSON.parse(message.body) as NoticeBody;
      const { host } = new URL(request.url);
      const deliver = () => noticeWay.send(request, noticeId);
      return new Map([[keyOf(`${NOTICE} ${host}`), { host, isWanted: true, deliver }]]);
    }
    return new Map(
      webhooks.map((target) => {
        const deliver = () => deliverMessage(message, target, clock.now().wallMs, answerMsMax);
        const isWanted = target.events.includes(message.event);
        return [keyOf(target.url), { host: new URL(target.url).host, isWanted, deliver }];
      }),
    );
  }

  async #visit(key: string, receiver: Receiver): Promise<void> {
    const { clock, retries } = this.#parts;
    const { wallMs } = clock.now();
    const tries = this.#tries.get(key);
    if (tries !== undefined && tries.count >= retries.triesMax)
      return this.#giveUp(key, receiver.host, tries.why);
    if (tries !== undefined && tries.nextMs > wallMs) return this.#comeAgain(tries.nextMs);
    const gate = this.#gates.of(key);
    const state = gate.stateAt(wallMs);
    if (state.kind === 'busy') return this.#comeAgain(wallMs + BUSY_MS);
    if (state.kind === 'gone') return this.#giveUp(key, receiver.host, GONE);
    // A receiver that rests fails this try, too: so each message comes to its end in its own time.
    if (state.kind === 'rests') return this.#fail(key, receiver, 'it is left alone for now', state.untilMs);
    await this.#try(key, receiver, gate);
  }

  async #try(key: string, receiver: Receiver, gate: ReceiverGate): Promise<void> {
    const { clock, counts, log } = this.#parts;
    const wallMs = (): number => clock.now().wallMs;
    const result = await gate.try(receiver.deliver, wallMs);
    const facts = { id: this.#message.id, event: this.#message.event, host: receiver.host };
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
    this.#fail(key, receiver, result.why, wallMs() + (result.againMs ?? 0));
  }

  /** One more try has failed; the next one is due after the pause, and not before `earliestMs`. */
  #fail(key: string, receiver: Receiver, why: string, earliestMs: number): void {
    const { retries, clock } = this.#parts;
    const count = (this.#tries.get(key)?.count ?? 0) + 1;
    if (count >= retries.triesMax) return this.#giveUp(key, receiver.host, why);
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
