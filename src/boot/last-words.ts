import { join } from 'node:path';
import type { Logger } from 'pino';
import { EXIT_BROKEN } from '../base/index.ts';
import type { Store } from '../journal/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Event } from '../switchboard/index.ts';
import type { AdoptionGuard } from './adoption-guard.ts';
import { writeCrashReport } from './crash-report.ts';

/** What happened last reaches the disk within this, or not at all. */
const LAST_WORDS_MS = 500;

/**
 * A rule of ours was violated: what happened last is written down, and the process ends; the parent starts
 * another.
 */
export function brokenIn(
  settings: Settings,
  { store, guard }: { readonly store: Store; readonly guard: AdoptionGuard },
  log: Logger,
): (error: Error, tail: readonly Event[]) => void {
  return (err, tail) => {
    guard.broke();
    const report = crashReport(settings, err, tail);
    log.fatal({ err, report }, 'a rule of our own was violated, the process ends and is started anew');
    exitAfter(store, EXIT_BROKEN);
  };
}

/** Where it lies; null: the disk does not take it, and the log has what there is to say. */
function crashReport(settings: Settings, err: Error, tail: readonly Event[]): string | null {
  try {
    return writeCrashReport(join(settings.data, 'crashes'), clock.now().wallMs, err, tail);
  } catch {
    return null;
  }
}

/** Ends the process as soon as the store has written what it was given, or after a moment. */
export function exitAfter(store: Store, code: number): void {
  setTimeout(() => process.exit(code), LAST_WORDS_MS);
  void store.flush().finally(() => process.exit(code));
}
