import type { TelephonyEvent } from '../index.ts';

/** How a request can fail: the words of the port's `commandFailed`. */
export type AriReason = Extract<TelephonyEvent, { kind: 'commandFailed' }>['reason'];

/**
 * A request that Asterisk refused, did not answer, or could not be given. `status` is the HTTP status, if
 * there was one. `isCut`: the connection was cut before the answer, and nobody knows whether it was carried out.
 */
export class AriError extends Error {
  override readonly name = 'AriError';
  readonly reason: AriReason;
  readonly status: number | null;
  readonly isCut: boolean;

  constructor(reason: AriReason, detail: string, status: number | null = null, isCut = false) {
    super(detail);
    this.reason = reason;
    this.status = status;
    this.isCut = isCut;
  }
}

/** True for a refusal with this HTTP status. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof AriError && error.status === status;
}

/** Takes "no such thing" as done: what we wanted gone is gone. */
export function unlessGone(error: unknown): void {
  if (!hasStatus(error, 404)) throw error;
}

/** Takes "an id in use" as done: our ids are our own, so an earlier request of ours made it. */
export function unlessThere(error: unknown): void {
  if (!hasStatus(error, 409)) throw error;
}
