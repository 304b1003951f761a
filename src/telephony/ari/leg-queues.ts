/** A command, from its first request to its last. It has no result and never rejects. */
export type Job = () => Promise<void>;

const WAITING_MAX = 100;

/**
 * Commands in order for each leg, side by side for different legs. A job for several legs waits for its turn
 * on all of them. On a leg with nothing in progress a job begins at once, in the caller's own turn.
 */
export class LegQueues {
  readonly #last = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, number>();

  /** False when too many commands wait for one of the legs: the job is then not taken. */
  add(legIds: readonly string[], job: Job): boolean {
    if (legIds.some((legId) => (this.#waiting.get(legId) ?? 0) >= WAITING_MAX)) return false;
    const before = legIds.flatMap((legId) => this.#last.get(legId) ?? []);
    for (const legId of legIds) this.#waiting.set(legId, (this.#waiting.get(legId) ?? 0) + 1);
    const done = before.length === 0 ? job() : Promise.all(before).then(job);
    const last: Promise<void> = done.then(() => this.#settle(legIds, last));
    for (const legId of legIds) this.#last.set(legId, last);
    return true;
  }

  #settle(legIds: readonly string[], last: Promise<void>): void {
    for (const legId of legIds) {
      const waiting = this.#waiting.get(legId)! - 1;
      if (waiting > 0) this.#waiting.set(legId, waiting);
      else this.#waiting.delete(legId);
      if (this.#last.get(legId) === last) this.#last.delete(legId);
    }
  }
}
