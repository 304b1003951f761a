import type { CallEntry } from './entry.ts';

type EntryOf<K extends CallEntry['kind']> = Extract<CallEntry, { readonly kind: K }>;

/** What of a call was going on at last: the visit to a queue, the talk; and what it has come to already. */
type Standing = {
  visit: EntryOf<'queueEntered'> | null;
  talk: EntryOf<'talkBegan'> | null;
  ringing: Set<string>;
  hasTalked: boolean;
  isPromised: boolean;
};

/**
 * The end of a call whose caller has hung up while nobody looked, from what is known of it (oldest first): whatever was
 * going on went on until `atMs`. None of a call that an operator or we ourselves have dialled: what has become of it
 * depends on those who were called.
 */
export function unseenEnd(
  callId: string,
  entries: readonly CallEntry[],
  end: { readonly atMs: number; readonly isEstimated: boolean },
): readonly CallEntry[] {
  if (!entries.some(isArrival)) return [];
  const { visit, talk, ringing, hasTalked, isPromised } = standingOf(entries);
  const { atMs, isEstimated } = end;
  const ending: CallEntry[] = [];
  if (visit !== null) {
    const waitMs = Math.max(0, atMs - visit.atMs);
    ending.push({ kind: 'queueLeft', callId, queue: visit.queue, outcome: 'abandoned', waitMs, atMs });
  }
  if (talk !== null) {
    const talkMs = Math.max(0, atMs - talk.atMs);
    ending.push({ kind: 'talkEnded', callId, operator: talk.operator, talkMs, by: 'caller', atMs });
  }
  const outcome = hasTalked ? 'answered' : isPromised ? 'callback_booked' : 'abandoned';
  const place = ringing.size > 0 ? 'ringing' : visit === null ? 'flow' : 'queue';
  const estimated = isEstimated ? ({ estimated: true } as const) : {};
  const where = outcome === 'abandoned' ? place : null;
  ending.push({ kind: 'callEnded', callId, outcome, where, by: 'caller', ...estimated, atMs });
  return ending;
}

const isArrival = (entry: CallEntry): boolean =>
  entry.kind === 'callArrived' && entry.callbackId === undefined;

function standingOf(entries: readonly CallEntry[]): Standing {
  const standing: Standing = {
    ...{ visit: null, talk: null, ringing: new Set<string>(), hasTalked: false, isPromised: false },
  };
  for (const entry of entries) note(standing, entry);
  return standing;
}

function note(standing: Standing, entry: CallEntry): void {
  switch (entry.kind) {
    case 'queueEntered':
      standing.visit = entry;
      return;
    case 'queueLeft':
      standing.visit = null;
      return;
    case 'offered':
      standing.ringing.add(entry.offerId);
      return;
    case 'offerEnded':
      standing.ringing.delete(entry.offerId);
      return;
    case 'talkBegan':
      [standing.talk, standing.hasTalked] = [entry, true];
      return;
    case 'talkEnded':
      standing.talk = null;
      return;
    case 'callbackWished':
      standing.isPromised ||= entry.outcome === 'booked' || entry.outcome === 'exists';
      return;
    default:
  }
}
