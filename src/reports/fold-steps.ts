import type { Entry } from '../journal/index.ts';
import type { Ledger } from './ledger.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** A step by its flow, whatever the version: "hotline/choose". */
const stepName = ({ flow, step }: { readonly flow: string; readonly step: string }): string =>
  `${flow}/${step}`;

/** A caller gets to a step. */
export function stepEntered(ledger: Ledger, entry: EntryOf<'stepEntered'>): void {
  ledger.add('step', stepName(entry), entry.atMs, { stepVisits: 1 });
}

/** A step asked and got no answer, or one that fits nothing. */
export function answerMissed(ledger: Ledger, entry: EntryOf<'answerMissed'>): void {
  const sums = entry.why === 'wrong' ? { answersWrong: 1 } : { answersMissing: 1 };
  ledger.add('step', stepName(entry), entry.atMs, sums);
}

/**
 * The caller hung up while the flow spoke: told of the step in which they were, so that all steps together have the
 * calls that were abandoned in a flow. Where the journal knows of no step, it is that of no name.
 */
export function leftInFlow(ledger: Ledger, callId: string, endedMs: number): void {
  const last = ledger.past.lastStep(callId);
  const value = last === undefined ? '' : stepName(last);
  const staysMs = last === undefined ? 0 : Math.max(0, Math.round(endedMs - last.atMs));
  ledger.add('step', value, endedMs, { abandonedIn_flow: 1, leftAfterMs: staysMs });
}
