import { isSecretStep, type Wish } from '../flow/index.ts';
import type { Call, Tape } from './call.ts';
import type { Desk } from './desk.ts';

type RecordWish = Extract<Wish, { kind: 'record' }>;

/**
 * The flow switches the recording of the call. What does not go on is not paused, and what is not paused not resumed.
 */
export function switchTape(desk: Desk, call: Call, { to }: RecordWish): void {
  call.tape.wish = wishAfter(call.tape.wish, to);
  followTape(desk, call);
}

function wishAfter(wish: Tape['wish'], to: RecordWish['to']): Tape['wish'] {
  if (to === 'start') return 'on';
  if (to === 'stop') return 'off';
  if (to === 'pause') return wish === 'on' ? 'paused' : wish;
  return wish === 'paused' ? 'on' : wish;
}

/**
 * To be called after every step: what a caller presses in secret is on no recording. A pause ends the part for good,
 * and the next one begins behind it, so nothing of what lay between was ever recorded. Once the flow is over nothing
 * begins.
 */
export function followTape(desk: Desk, call: Call): void {
  const { tape, flow } = call;
  if (flow === null || call.isGone) return;
  const isWanted = tape.wish === 'on' && !isSecretStep(call.script.flows, flow);
  if (isWanted && tape.recordingId === null) begin(desk, call);
  if (!isWanted && tape.recordingId !== null) {
    desk.want({ kind: 'stopRecord', legId: call.callerLeg, recordingId: tape.recordingId });
    tape.recordingId = null;
  }
}

function begin(desk: Desk, { id: callId, callerLeg: legId, tape }: Call): void {
  tape.partsCount += 1;
  const recordingId = `${callId}-t${tape.partsCount}`;
  tape.recordingId = recordingId;
  desk.callOfTape.set(recordingId, callId);
  desk.want({ kind: 'recordCall', legId, recordingId });
  desk.write({ kind: 'recordingBegan', callId, recordingId, about: { kind: 'call' } });
}

/** A part is over, with its leg, by a pause, or by itself. False when this is no part of a call. */
export function tapeEnded(desk: Desk, recordingId: string, ok: boolean): boolean {
  const callId = desk.callOfTape.get(recordingId);
  if (callId === undefined) return false;
  desk.callOfTape.delete(recordingId);
  const call = desk.calls.get(callId);
  if (call?.tape.recordingId === recordingId && !call.isGone && !call.timers.has('settle')) {
    // Nobody has stopped it: begun anew, it might end again and again.
    call.tape.recordingId = null;
    call.tape.wish = 'off';
    desk.write({ kind: 'trouble', callId, what: 'the recording of the call has ended by itself' });
  }
  if (ok) desk.want({ kind: 'keep', callId, recordingId, about: { kind: 'call' } });
  return true;
}
