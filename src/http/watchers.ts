import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../base/index.ts';

/** Proxies and firewalls cut a connection that is silent for long. */
const BEAT_MS = 15_000;
const WATCHERS_MAX = 100;
/** A watcher who is so far behind does not read: no memory is kept for them. */
const BEHIND_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Those who hold a stream open. They only ever read; a slow one is dropped, one whose token was revoked is sent away
 * with the next beat, and none can hold up a call.
 */
export class Watchers {
  readonly #log: FastifyBaseLogger;
  readonly #onLeft: (response: ServerResponse) => void;
  /** Whether their token still opens the stream. */
  readonly #watching = new Map<ServerResponse, () => Promise<boolean>>();
  readonly #beatTimer: NodeJS.Timeout;
  #droppedCount = 0;

  constructor(log: FastifyBaseLogger, onLeft: (response: ServerResponse) => void = () => {}) {
    this.#log = log;
    this.#onLeft = onLeft;
    this.#beatTimer = setInterval(() => this.beat(), BEAT_MS);
  }

  get count(): number {
    return this.#watching.size;
  }

  /** Watchers who did not read, since the start. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Throws `Failure` TOO_MANY_WATCHERS when one more would be too many. */
  requireRoom(): void {
    if (this.#watching.size >= WATCHERS_MAX)
      throw new Failure('TOO_MANY_WATCHERS', { watchersMax: WATCHERS_MAX });
  }

  /** From now on this response, whose head was written, is one of them. */
  add(response: ServerResponse, mayStay: () => Promise<boolean>): void {
    this.#watching.set(response, mayStay);
    response.on('close', () => this.#forget(response));
    response.on('error', (err) => this.#log.debug({ err }, 'a watcher of the events is gone'));
  }

  sendAll(text: string): void {
    for (const response of this.#watching.keys()) this.send(response, text);
  }

  send(response: ServerResponse, text: string): void {
    if (!this.#watching.has(response)) return;
    response.write(text);
    const behindBytes = response.writableLength;
    if (behindBytes <= BEHIND_BYTES_MAX) return;
    this.#droppedCount += 1;
    this.#log.warn({ behindBytes }, 'a watcher of the events does not read: it is dropped');
    this.#forget(response);
    response.destroy();
  }

  /** A sign of life for everybody, and the end for those whose token was revoked. */
  beat(): void {
    for (const [response, mayStay] of this.#watching) {
      this.send(response, ':\n\n');
      void mayStay().then((may) => {
        if (!may) response.end();
      });
    }
  }

  /** Ends the stream for everybody. */
  close(): void {
    clearInterval(this.#beatTimer);
    for (const response of this.#watching.keys()) response.end();
  }

  #forget(response: ServerResponse): void {
    if (this.#watching.delete(response)) this.#onLeft(response);
  }
}

/** The stream writes to the connection itself from here on, under the head that every answer has. */
export function openStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  return reply.raw;
}

/** Asked again and again while a stream is open: does the token of its request still exist? */
export const stillSignedIn =
  ({ isStillKnown }: FastifyRequest): (() => Promise<boolean>) =>
  () =>
    isStillKnown === null ? Promise.resolve(true) : isStillKnown();
