import type { Callback, CallbackEntry } from './callback.ts';

const KINDS: ReadonlySet<string> = new Set<CallbackEntry['kind']>([
  ...(['callbackBooked', 'callbackTried', 'callbackDialled', 'callbackDelayed', 'callbackEnded'] as const),
]);

export const isCallbackEntry = (entry: { readonly kind: string }): entry is CallbackEntry =>
  KINDS.has(entry.kind);

/**
 * The promise after the next entry. What is told of one whose booking is not known gives undefined; one that has ended
 * stays as it is, and so does one that is booked again.
 */
export function foldCallback(before: Callback | undefined, entry: CallbackEntry): Callback | undefined {
  if (entry.kind === 'callbackBooked') return before ?? booked(entry);
  if (before === undefined || before.outcome !== null) return before;
  switch (entry.kind) {
    case 'callbackTried':
      return {
        ...before,
        triesCount: before.triesCount + 1,
        trying: { callId: entry.callId, isDialled: false },
      };
    case 'callbackDialled':
      return {
        ...before,
        attemptsCount: entry.attempt,
        trying: { callId: entry.callId, isDialled: true },
      };
    case 'callbackDelayed':
      return {
        ...before,
        ...{ dueMs: entry.dueMs, untilMs: entry.untilMs, lastWhy: entry.why, trying: null },
      };
    case 'callbackEnded':
      return { ...before, endedMs: entry.atMs, outcome: entry.outcome, trying: null };
  }
}

function booked({ kind: _, atMs, ...facts }: Extract<CallbackEntry, { kind: 'callbackBooked' }>): Callback {
  return {
    ...facts,
    ...{ bookedMs: atMs, untilMs: facts.dueMs + facts.windowMs },
    ...{ triesCount: 0, attemptsCount: 0, trying: null, lastWhy: null, endedMs: null, outcome: null },
  };
}
