import type { Callback } from '../../callbacks/index.ts';
import type { QueueRules } from '../../routing/index.ts';

/** A promise to call back that is still open. */
export type OpenCallback = {
  record: Callback;
  /** Since when its place counts (monotonic). */
  readonly enteredMs: number;
  /** How it stands in the line: under which id, and in which queue; null when it does not. */
  standing: { readonly id: string; readonly queue: QueueRules } | null;
  /** The flow that booked it waits for this: it is told when the promise is on the disk. */
  awaitedBy: string | null;
  /** Of its timer. */
  generation: number;
};

const nameOf = (number: string, queue: string): string => `${number}\n${queue}`;

/** All promises that are open: by their ids, by whom they are for, and by where they stand. */
export class CallbackBook {
  readonly #open = new Map<string, OpenCallback>();
  readonly #ofNumber = new Map<string, OpenCallback>();
  readonly #inLine = new Map<string, OpenCallback>();
  /** By the numbers of the places that they have. */
  readonly #ofPlace = new Map<number, OpenCallback>();
  /** Queue → how many stand in its line. */
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#open.size;
  }

  all(): readonly OpenCallback[] {
    return [...this.#open.values()];
  }

  get(callbackId: string): OpenCallback | undefined {
    return this.#open.get(callbackId);
  }

  /** There is at most one for a number and a queue. */
  of(number: string, queue: string): OpenCallback | undefined {
    return this.#ofNumber.get(nameOf(number, queue));
  }

  countOf(queue: string): number {
    return this.all().filter(({ record }) => record.queue === queue).length;
  }

  add(open: OpenCallback): void {
    const { callbackId, number, queue, place } = open.record;
    this.#open.set(callbackId, open);
    if (place.seq !== null) this.#ofPlace.set(place.seq, open);
    this.#ofNumber.set(nameOf(number, queue), open);
  }

  remove({ record: { callbackId, number, queue, place } }: OpenCallback): void {
    this.#open.delete(callbackId);
    if (place.seq !== null) this.#ofPlace.delete(place.seq);
    this.#ofNumber.delete(nameOf(number, queue));
  }

  /** The one that has the place of this number. */
  withPlace(seq: number): OpenCallback | undefined {
    return this.#ofPlace.get(seq);
  }

  /** The one that stands in the line under this id. */
  standingAs(id: string): OpenCallback | undefined {
    return this.#inLine.get(id);
  }

  /** How many stand in the line of this queue, with nobody on the phone. */
  standingIn(queue: string): number {
    return this.#counts.get(queue) ?? 0;
  }

  stands(open: OpenCallback, id: string, queue: QueueRules): void {
    open.standing = { id, queue };
    this.#inLine.set(id, open);
    this.#counts.set(queue.id, this.standingIn(queue.id) + 1);
  }

  standsNoMore(open: OpenCallback): void {
    if (open.standing === null) return;
    const { id, queue } = open.standing;
    this.#inLine.delete(id);
    this.#counts.set(queue.id, this.standingIn(queue.id) - 1);
    open.standing = null;
  }
}
