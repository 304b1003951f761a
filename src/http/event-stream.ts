import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { BoardMemory } from './board-changes.ts';
import { EventRing, messageOf } from './event-ring.ts';
import type { House } from './house.ts';
import { Watchers } from './watchers.ts';

/** How often the board is compared while somebody watches: what a person sees is at most this old. */
const BOARD_MS = 500;
/** Who missed more than this gets the whole board instead, which is shorter. */
const REPLAY_LENGTH_MAX = 1024 * 1024;
const RING = { countMax: 10_000, lengthMax: 8 * 1024 * 1024 };

/**
 * The live stream: at first the whole `board`, then each `boardChanged` and each `entry` of the journal. Who
 * comes back with the id of the last message gets what they missed, while the ring still has it, else the
 * board again.
 */
export class EventStream {
  readonly #house: House;
  readonly #memory = new BoardMemory();
  readonly #ring = new EventRing(randomUUID().slice(0, 8), RING);
  readonly #watchers: Watchers;
  readonly #stopListening: () => void;
  #boardTimer: NodeJS.Timeout | undefined;

  constructor(house: House, log: FastifyBaseLogger) {
    this.#house = house;
    this.#watchers = new Watchers(log, () => this.#restIfAlone());
    this.#stopListening = house.onEntry((entry) => this.#tell('entry', entry));
  }

  get watcherCount(): number {
    return this.#watchers.count;
  }

  /** Watchers who did not read, since the start. */
  get droppedCount(): number {
    return this.#watchers.droppedCount;
  }

  /** Throws `Failure` TOO_MANY_WATCHERS when one more would be too many. */
  requireRoom(): void {
    this.#watchers.requireRoom();
  }

  /**
   * Feeds this response, whose head was written, until its client or we end it; `mayStay` is asked now and then.
   */
  feed(response: ServerResponse, lastId: string | undefined, mayStay: () => Promise<boolean>): void {
    this.#compareBoard();
    this.#watchers.add(response, mayStay);
    response.write(`retry: 2000\n\n${this.#beginning(lastId)}`);
    this.#boardTimer ??= setInterval(() => this.#compareBoard(), BOARD_MS);
  }

  /** Ends the stream for everybody. */
  close(): void {
    this.#stopListening();
    this.#watchers.close();
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
    this.#watchers.sendAll(this.#ring.add(event, data).text);
  }

  #restIfAlone(): void {
    if (this.#watchers.count > 0) return;
    clearInterval(this.#boardTimer);
    this.#boardTimer = undefined;
  }
}
