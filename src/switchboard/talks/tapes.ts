import { isSecretStep } from '../../flow/index.ts';
import type { RecordingSwitch } from '../../journal/index.ts';
import type { QueueRules } from '../../routing/index.ts';
import type { RecordingState } from '../board.ts';
import { type Call, isEnding } from '../call.ts';
import type { Desk } from '../desk.ts';
import type { Kept } from '../event.ts';
import { recordingIdOf } from '../ids.ts';
import { tapeMark } from '../recovery/marks.ts';

/**
 * The flow, or somebody in the talk, switches the recording of the call. What does not go on is not paused, and what is
 * not paused not resumed. It stands on the disk and on the leg before it is done: whoever goes on behind us must not
 * record in a pause.
 */
export function switchTape(desk: Desk, call: Call, to: RecordingSwitch): void {
  const { tape } = call;
  if (to === 'start') tape.wish = 'on';
  if (to === 'stop') tape.wish = 'off';
  tape.isPaused = to === 'pause' && (tape.isPaused || tape.wish === 'on' || tape.recordingId !== null);
  desk.want({ kind: 'remember', callId: call.id, isUrgent: true });
  if (call.homeless === null)
    desk.want({ kind: 'mark', legId: call.callerLeg, marks: { tape: tapeMark(call, desk.now) } });
  followTape(desk, call);
}

/**
 * To be called after every step, and when a talk begins or ends: what a caller presses in secret is on no recording. A
 * pause ends the part for good, and the next one begins behind it, so nothing of what lay between was ever recorded.
 * Once the flow is over nothing begins.
 */
export function followTape(desk: Desk, call: Call): void {
  const { tape, flow } = call;
  if (flow === null || call.isGone || call.homeless !== null) return;
  const isWanted = wants(call) && !tape.isPaused && !isSecretStep(call.script.flows, flow);
  if (isWanted && tape.recordingId === null) begin(desk, call);
  if (isWanted || tape.recordingId === null) return;
  desk.want({ kind: 'stopRecord', legId: call.callerLeg, recordingId: tape.recordingId });
  tape.stopping = [...tape.stopping, tape.recordingId];
  tape.recordingId = null;
}

/** To be called when orders to stop may have been lost: of what has stopped already the exchange tells the end. */
export function stopTapesAgain(desk: Desk, { callerLeg: legId, tape }: Call): void {
  for (const recordingId of tape.stopping) desk.want({ kind: 'stopRecord', legId, recordingId });
}

/** What is recorded of a call just now. In `stopping` the exchange has not yet told that it has stopped. */
export function recordingOf({ tape }: Call): RecordingState {
  if (tape.recordingId !== null) return 'on';
  if (tape.stopping.length > 0) return 'stopping';
  return tape.isPaused ? 'paused' : 'off';
}

/** In a talk the rules of the queue count: of one that is never recorded whatever the flow says. */
function wants({ tape, talk, met }: Call): boolean {
  const mode = talk?.joinedMonoMs == null ? null : (met?.queue.recording.mode ?? null);
  return mode !== 'never' && (tape.wish === 'on' || (tape.wish === null && mode === 'all'));
}

/** Whether the caller is still to be told that the talks of this queue are recorded. */
export const needsNotice = ({ tape }: Call, { recording }: QueueRules): boolean =>
  recording.mode === 'all' && recording.notice.length > 0 && tape.wish !== 'off' && !tape.isTold;

/** Whether the caller hears just now that the talk is recorded, and should hear it to its end. */
export const hearsNotice = ({ visit }: Call): boolean => visit?.announcing.playing?.hasNotice === true;

function begin(desk: Desk, call: Call): void {
  const { id: callId, callerLeg: legId, node, tape } = call;
  tape.partsCount += 1;
  const recordingId = recordingIdOf(call, `t${tape.partsCount}`);
  tape.recordingId = recordingId;
  desk.tapes.set(recordingId, { callId, node, atMs: desk.now.monoMs });
  desk.want({ kind: 'recordCall', legId, recordingId });
  desk.write({ kind: 'recordingBegan', callId, recordingId, about: { kind: 'call' } });
}

/** A part is over, with its leg, by a pause, or by itself. False when this is no part of a call. */
export function tapeEnded(desk: Desk, recordingId: string, ok: boolean): boolean {
  const begun = desk.tapes.get(recordingId);
  if (begun === undefined) return false;
  desk.tapes.delete(recordingId);
  const { callId } = begun;
  const call = desk.calls.get(callId);
  if (call !== undefined) stopped(desk, call, recordingId);
  const isCut = call?.tape.recordingId === recordingId && !call.isGone && !isEnding(call);
  if (isCut) {
    // Nobody has stopped it: begun anew, it might end again and again.
    call.tape.recordingId = null;
    call.tape.wish = 'off';
    desk.write({ kind: 'trouble', callId, what: 'the recording of the call has ended by itself' });
  }
  const lasted = { ms: desk.now.monoMs - begun.atMs, isCut };
  if (ok) desk.want({ kind: 'keep', callId, recordingId, about: { kind: 'call' }, lasted });
  return true;
}

/** The same of a part that a process before has begun, and of which nobody knows how long it ought to be. */
export function tapeBeforeEnded(desk: Desk, legId: string, recordingId: string, ok: boolean): boolean {
  const call = desk.callWithLeg(legId);
  if (call?.tape.stopping.includes(recordingId) !== true) return false;
  stopped(desk, call, recordingId);
  if (ok) desk.want({ kind: 'keep', callId: call.id, recordingId, about: { kind: 'call' } });
  return true;
}

/** Whether this part, whoever has begun it, is kept when the exchange tells its end. */
export const awaitsTape = (desk: Desk, recordingId: string): boolean =>
  desk.tapes.has(recordingId) || desk.calls.values().some(({ tape }) => tape.stopping.includes(recordingId));

/** From here on nothing of the call is on this part: the story says so where somebody wanted it. */
function stopped(desk: Desk, { id: callId, tape, isGone }: Call, recordingId: string): void {
  if (!tape.stopping.includes(recordingId)) return;
  tape.stopping = tape.stopping.filter((id) => id !== recordingId);
  if (!isGone) desk.write({ kind: 'recordingStopped', callId, recordingId });
}

/** So much less than it ought to have is a recording's business: of the beginning and the end a moment is missing. */
const MISSING_MS_MAX = 3_000;
const MISSING_SHARE_MAX = 0.05;

/** A part of a call is kept, whole or not. A disk that is full lets the exchange tell that all went well. */
export function tapeKept(desk: Desk, { callId, recordingId, soundMs, lasted }: Kept): void {
  const missingMs = (lasted?.ms ?? soundMs) - soundMs;
  const isShort = missingMs > Math.max(MISSING_MS_MAX, MISSING_SHARE_MAX * soundMs);
  const isIncomplete = isShort || lasted?.isCut === true;
  if (soundMs > 0)
    desk.write({ kind: 'callRecorded', callId, recordingId, soundMs, ...(isIncomplete && { isIncomplete }) });
  if (!isShort) return;
  const seconds = Math.round(missingMs / 1_000);
  const what = `${seconds} s of the recording ${recordingId} are missing: see to the disk of the exchange`;
  desk.write({ kind: 'trouble', callId, what });
}
