import type { Entry, KeptRecording, RecordingAbout } from '../journal/index.ts';

/** A recording as every database keeps it; one of a call has neither box nor survey. */
export type RecordingRow = Omit<KeptRecording, 'about'> & {
  readonly box: string | null;
  readonly survey: string | null;
  readonly question: string | null;
};

/** A row when it is made; whose it is says the record of its call. */
export type NewRecording = Omit<
  RecordingRow,
  'caller' | 'queue' | 'operator' | 'heardMs' | 'doneMs' | 'heldMs'
>;

/** What an entry changes of the recordings that are kept. Times are whole wall milliseconds. */
export type RecordingChange =
  | { readonly kind: 'kept'; readonly row: NewRecording }
  | { readonly kind: 'heard' | 'done' | 'held'; readonly recordingId: string; readonly atMs: number | null }
  | { readonly kind: 'erased'; readonly recordingId: string };

/** Undefined for an entry that changes nothing of them. */
export function recordingChange(entry: Entry): RecordingChange | undefined {
  const atMs = Math.round(entry.atMs);
  switch (entry.kind) {
    case 'messageTaken':
      return kept(entry, atMs, { kind: 'voicemail', box: entry.box });
    case 'callRecorded':
      return kept(entry, atMs, { kind: 'call' });
    case 'surveyed':
      return 'recordingId' in entry ? kept(entry, atMs, { ...entry, kind: 'survey' }) : undefined;
    case 'recordingHeard':
      return { kind: 'heard', recordingId: entry.recordingId, atMs };
    case 'recordingDone':
      return { kind: 'done', recordingId: entry.recordingId, atMs };
    case 'recordingHeld':
      return { kind: 'held', recordingId: entry.recordingId, atMs: entry.isHeld ? atMs : null };
    case 'recordingErased':
      return { kind: 'erased', recordingId: entry.recordingId };
    default:
      return undefined;
  }
}

type Told = {
  readonly callId: string;
  readonly recordingId: string;
  readonly soundMs: number;
  readonly isIncomplete?: true;
};

function kept(
  { callId, recordingId, soundMs, isIncomplete }: Told,
  takenMs: number,
  about: RecordingAbout,
): RecordingChange {
  const box = about.kind === 'voicemail' ? about.box : null;
  const [survey, question] = about.kind === 'survey' ? [about.survey, about.question] : [null, null];
  const sound = { takenMs, soundMs: Math.round(soundMs), isIncomplete: isIncomplete === true };
  return { kind: 'kept', row: { recordingId, callId, box, survey, question, ...sound } };
}

export function recordingOf({ box, survey, question, ...row }: RecordingRow): KeptRecording {
  return { ...row, about: aboutOf(box, survey, question) };
}

function aboutOf(box: string | null, survey: string | null, question: string | null): RecordingAbout {
  if (box !== null) return { kind: 'voicemail', box };
  return survey !== null && question !== null ? { kind: 'survey', survey, question } : { kind: 'call' };
}
