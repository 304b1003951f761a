import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { Failure } from '../base/index.ts';
import { BoardMemory } from './board-changes.ts';
import { EventRing, messageOf } from './event-ring.ts';
import type { House } from './house.ts';

/** How often the board is compared while somebody watches: what a person sees is at most this old. */
const BOARD_MS = 500;
/** Proxies and firewalls cut a connection that is silent for long. */
const BEAT_MS = 15_000;
const WATCHERS_MAX = 100;
/** A watcher who is so far behind does not read: no memory is kept for them. */
const BEHIND_BYTES_MAX = 4 * 1024 * 1024;
/** Who missed more than this gets the whole board instead, which is shorter. */
const REPLAY_LENGTH_MAX = 1024 * 1024;
const RING = { countMax: 10_000, lengthMax: 8 * 1024 * 1024 };

/**
 * The live stream: at first the whole `board`, then each `boardChanged` and each `entry` of the journal. Who
 * comes back with the id of the last message gets what they missed, while the ring still has it, else the
 * board again. Watchers only ever read; a slow one is dropped, and none can hold up a call.
 */
export class EventStream {
  readonly #house: House;
  readonly #log: FastifyBaseLogger;
  readonly #memory = new BoardMemory();
  readonly #ring = new EventRing(randomUUID().slice(0, 8), RING);
  readonly #watchers = new Set<ServerResponse>();
  readonly #stopListening: () => void;
  #boardTimer: NodeJS.Timeout | undefined;
  readonly #beatTimer: NodeJS.Timeout;
  #droppedCount = 0;

  constructor(house: House, log: FastifyBaseLogger) {
    this.#house = house;
    this.#log = log;
    this.#stopListening = house.onEntry((entry) => this.#tell('entry', entry));
    this.#beatTimer = setInterval(() => this.#beat(), BEAT_MS);
  }

  get watcherCount(): number {
    return this.#watchers.size;
  }

  /** Watchers who did not read, since the start. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Throws `Failure` TOO_MANY_WATCHERS when one more would be too many. */
  requireRoom(): void {
    if (this.#watchers.size >= WATCHERS_MAX)
      throw new Failure('TOO_MANY_WATCHERS', { watchersMax: WATCHERS_MAX });
  }

  /** Feeds this response, whose head was written, until its client or we end it. */
  feed(response: ServerResponse, lastId: string | undefined): void {
    this.#compareBoard();
    this.#watchers.add(response);
    response.on('close', () => this.#forget(response));
    response.on('error', (err) => this.#log.debug({ err }, 'a watcher of the events is gone'));
    response.write(`retry: 2000\n\n${this.#beginning(lastId)}`);
    this.#boardTimer ??= setInterval(() => this.#compareBoard(), BOARD_MS);
  }

  /** Ends the stream for everybody. */
  close(): void {
    this.#stopListening();
    clearInterval(this.#beatTimer);
    for (const response of this.#watchers) response.end();
  }

  #beginning(lastId: string | undefined): string {
    const missed =
      lastId === undefined
        ? undefined
        : this.#ring
            .after(lastId)
            ?.map(({ text }) => text)
            .join('');
    if (missed !== undefined && missed.length <= REPLAY_LENGTH_MAX) return missed;
    return messageOf(this.#ring.lastId, 'board', this.#memory.board).text;
  }

  #compareBoard(): void {
    const change = this.#memory.show(this.#house.board());
    if (change !== undefined) this.#tell('boardChanged', change);
  }

  #tell(event: string, data: unknown): void {
    const { text } = this.#ring.add(event, data);
    for (const response of this.#watchers) this.#send(response, text);
  }

  #send(response: ServerResponse, text: string): void {
    response.write(text);
    if (response.writableLength <= BEHIND_BYTES_MAX) return;
    this.#droppedCount += 1;
    this.#log.warn(
      { behindBytes: response.writableLength },
      'a watcher of the events does not read: it is dropped',
    );
    this.#forget(response);
    response.destroy();
  }

  #beat(): void {
    for (const response of this.#watchers) this.#send(response, ':\n\n');
  }

  #forget(response: ServerResponse): void {
    this.#watchers.delete(response);
    if (this.#watchers.size > 0) return;
    clearInterval(this.#boardTimer);
    this.#boardTimer = undefined;
  }
}
