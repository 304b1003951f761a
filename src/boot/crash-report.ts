import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../switchboard/index.ts';

/**
 * Writes what happened last before a rule of ours was violated; returns the file's path. Synchronous, since the process
 * ends right after. What callers pressed is not written, nor their whole numbers, nor what other servers say of them.
 */
export function writeCrashReport(
  folder: string,
  wallMs: number,
  error: Error,
  tail: readonly Event[],
): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `crash-${new Date(wallMs).toISOString().replaceAll(':', '-')}.json`);
  const events = tail.map(withoutSecrets);
  const report = { at: new Date(wallMs).toISOString(), error: error.message, stack: error.stack, events };
  writeFileSync(path, `${JSON.stringify(report, null, 1)}\n`, { mode: 0o600 });
  return path;
}

/**
 * A digit may be part of a card's number; of a caller's number the first two and last four signs are enough.
 */
function withoutSecrets(event: Event): Event {
  if (event.kind === 'digitPressed') return { ...event, digit: '•' };
  if (event.kind === 'fetched' && event.result.kind === 'answered')
    return { ...event, result: { ...event.result, body: '•' } };
  if (event.kind !== 'callerArrived') return event;
  const { number } = event.caller;
  return { ...event, caller: { number: `${number.slice(0, 2)}***${number.slice(-4)}`, name: '' } };
}
