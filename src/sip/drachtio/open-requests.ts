import { randomUUID } from 'node:crypto';
import type { Request, Response } from './library.ts';
import { refuse } from './replies.ts';
import type { Whole } from './whole.ts';

/** A request that came and waits for our answer; `legId` null: it belongs to no dialog. */
export type OpenRequest = {
  readonly request: Request;
  readonly response: Response;
  readonly legId: string | null;
};

/**
 * Requests that wait for an answer of ours: each is answered once, by 503 when nobody has done it in time.
 */
export class OpenRequests {
  readonly #whole: Whole;
  readonly #open = new Map<string, OpenRequest & { readonly stopWaiting: () => void }>();

  constructor(whole: Whole) {
    this.#whole = whole;
  }

  /** The id by which it is to be answered. */
  add(open: OpenRequest): string {
    const { clock, limits } = this.#whole;
    const requestId = randomUUID();
    const giveUp = (): void => {
      this.#open.delete(requestId);
      refuse(open.response, 503);
    };
    this.#open.set(requestId, { ...open, stopWaiting: clock.after(limits.requestMs, giveUp) });
    return requestId;
  }

  /** For whoever answers it now; undefined when there is no such request any more. */
  take(requestId: string): OpenRequest | undefined {
    const open = this.#open.get(requestId);
    open?.stopWaiting();
    this.#open.delete(requestId);
    return open;
  }

  /** Those of a leg that has ended: the server has answered them. */
  forgetLeg(legId: string): void {
    for (const [requestId, open] of this.#open) if (open.legId === legId) this.take(requestId);
  }

  refuseAll(): void {
    for (const requestId of [...this.#open.keys()]) refuse(this.take(requestId)!.response, 503);
  }

  /** The connection on which they came is gone. */
  forgetAll(): void {
    for (const requestId of [...this.#open.keys()]) this.take(requestId);
  }
}
