import type { Errand, ErrandResult } from '../../flow/index.ts';
import type { RecordingAbout } from '../../journal/index.ts';
import type { TelephonyEvent } from '../../telephony/index.ts';
import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import { closeBooks } from '../ending.ts';
import type { Kept } from '../event.ts';
import { recordingIdOf } from '../ids.ts';
import { tapeBeforeEnded, tapeEnded, tapeKept } from '../talks/tapes.ts';
import { TIMES_MS } from '../times.ts';
import { endErrand } from './errands.ts';

type MessageErrand = Extract<Errand, { kind: 'voicemail' | 'survey' }>;

/**
 * The caller speaks a message, or an answer. The exchange records it, the edge takes it into keeping, and only then the
 * flow goes on: what it is told is true.
 */
export function beginMessage(desk: Desk, call: Call, errandId: string, errand: MessageErrand): void {
  const { longestMs, silenceMs } = errand;
  const recordingId = recordingIdOf(call, errandId.replace(/\D/g, ''));
  const about = aboutOf(errand);
  call.messages.set(recordingId, { errandId, about, isOver: false });
  desk.callOfRecording.set(recordingId, call.id);
  desk.startTimer(call, 'errand', longestMs + TIMES_MS.keeping);
  desk.want({ kind: 'record', legId: call.callerLeg, recordingId, longestMs, silenceMs });
  desk.write({ kind: 'recordingBegan', callId: call.id, recordingId, about });
}

const aboutOf = (errand: MessageErrand): RecordingAbout =>
  errand.kind === 'voicemail'
    ? { kind: 'voicemail', box: errand.box }
    : { kind: 'survey', survey: errand.survey, question: errand.question };

/** The flow goes on without it: the exchange listens no more. What was said so far is kept all the same. */
export function stopMessages(desk: Desk, call: Call): void {
  for (const [recordingId, { isOver }] of call.messages)
    if (!isOver) desk.want({ kind: 'stopRecord', legId: call.callerLeg, recordingId });
}

/** The exchange has recorded it, or could not. */
export function recorded(
  desk: Desk,
  { legId, recordingId, ok }: Extract<TelephonyEvent, { kind: 'recorded' }>,
): void {
  if (tapeEnded(desk, recordingId, ok) || tapeBeforeEnded(desk, legId, recordingId, ok)) return;
  const call = desk.calls.get(desk.callOfRecording.get(recordingId) ?? '');
  const message = call?.messages.get(recordingId);
  if (call === undefined || message === undefined || message.isOver) return;
  message.isOver = true;
  if (!ok) return fateKnown(desk, call, recordingId, { kind: 'impossible', why: 'it could not be recorded' });
  desk.want({ kind: 'keep', callId: call.id, recordingId, about: message.about });
}

/** It is kept, is empty, or could not be taken. What was kept is written down even when its call has long ended. */
export function kept(desk: Desk, told: Kept): void {
  const { callId, recordingId, about, ok, soundMs } = told;
  const isSaved = ok && soundMs > 0;
  if (isSaved && about.kind === 'voicemail')
    desk.write({ kind: 'messageTaken', callId, box: about.box, recordingId, soundMs });
  if (isSaved && about.kind === 'survey')
    desk.write({ ...about, kind: 'surveyed', callId, recordingId, soundMs });
  if (ok && about.kind === 'call') tapeKept(desk, told);
  const call = desk.calls.get(callId);
  if (about.kind === 'call' || call?.messages.has(recordingId) !== true) return;
  if (isSaved && about.kind === 'voicemail') call.hasMessage = true;
  const why = 'what was recorded could not be kept';
  const outcome = isSaved ? 'saved' : 'empty';
  fateKnown(desk, call, recordingId, ok ? { kind: about.kind, outcome } : { kind: 'impossible', why });
}

/** The flow learns of it if it still waits, and the record of a caller who has gone waits no longer. */
function fateKnown(desk: Desk, call: Call, recordingId: string, result: ErrandResult): void {
  const errandId = call.messages.get(recordingId)?.errandId;
  call.messages.delete(recordingId);
  desk.callOfRecording.delete(recordingId);
  if (call.isGone) {
    if (call.messages.size === 0) closeBooks(desk, call);
    return;
  }
  if (call.errand?.id === errandId) endErrand(desk, call, result);
}
