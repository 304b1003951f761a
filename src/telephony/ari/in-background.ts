import { AriError } from './ari-error.ts';
import type { AriLog } from './ari-types.ts';

/**
 * Housekeeping that no command waits for. What the world refuses is logged, and reconciling mends it later;
 * an error of our own is none of these, and is thrown where nobody catches it.
 */
export function inBackground(log: AriLog, what: string, work: () => Promise<unknown>): void {
  // What is thrown before there is a promise, as by a connection that is away, is caught in the same way.
  const begun = (async () => work())();
  begun.catch((err: unknown) => {
    if (!(err instanceof AriError)) return throwAlone(err);
    if (err.reason !== 'away') log.warn({ err, what }, 'housekeeping at the exchange failed');
  });
}

/**
 * Throws outside of every handler: it reaches the process as an uncaught exception, whatever is going on
 * here.
 */
export function throwAlone(err: unknown): void {
  queueMicrotask(() => {
    throw err;
  });
}
