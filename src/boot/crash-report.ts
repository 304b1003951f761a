import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskedNumber } from '../base/index.ts';
import type { Event } from '../switchboard/index.ts';

/**
 * Writes what happened last before a rule of ours was violated; returns the file's path. Synchronous, since the process
 * ends right after. What callers pressed is not written, nor whole numbers or names, nor what other servers say.
 */
export function writeCrashReport(
  folder: string,
  wallMs: number,
  error: Error,
  tail: readonly Event[],
): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `crash-${new Date(wallMs).toISOString().replaceAll(':', '-')}.json`);
  const events = tail.map(withoutSecrets);
  const { message, stack } = error;
  const report = { at: new Date(wallMs).toISOString(), error: message, stack, events };
  writeFileSync(path, `${JSON.stringify(report, withoutPeople, 1)}\n`, { mode: 0o600 });
  return path;
}

/** What a start brings along is about very many people, and tells nothing of what went wrong. */
const BULK: ReadonlySet<Event['kind']> = new Set(['callersRestored', 'callsRestored', 'callbacksRestored']);

/** A digit may be part of a card's number, and an answer of a server may hold anything. */
function withoutSecrets(event: Event): unknown {
  if (BULK.has(event.kind)) return { kind: event.kind };
  if (event.kind === 'digitPressed') return { ...event, digit: '•' };
  if (event.kind === 'fetched' && event.result.kind === 'answered')
    return { ...event, result: { ...event.result, body: '•' } };
  return event;
}

/**
 * A replacer of JSON: names of people are left out, and of every number the first two and last four signs are enough.
 * Ids stay whole, since they lead to everything else.
 */
function withoutPeople(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || /Ids?$/.test(key)) return value;
  return key === 'name' ? '' : value.replaceAll(/\+?\d{7,}/g, maskedNumber);
}
