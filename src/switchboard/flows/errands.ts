import { assertNever } from '../../base/index.ts';
import type { Errand, ErrandResult, FlowEffect } from '../../flow/index.ts';
import type { Call } from '../call.ts';
import { bookForCaller } from '../callbacks/callback-booking.ts';
import { beginOut, dropOut } from '../calls-out/out-calls.ts';
import type { Desk } from '../desk.ts';
import { conferenceLeft, enterConference } from './conferences.ts';
import { runStep } from './flow-driver.ts';
import { beginMessage, stopMessages } from './messages.ts';

type Begin = Extract<FlowEffect, { kind: 'errand' }>;

/** Callers on hold wait among each other, as those in a queue do. */
export const HOLD_ROOM = 'hold';
/** A "w" among digits to be sent. */
const PAUSE_MS = 500;

/** Others begin what the flow waits for. It ends by an event, in time, or when the flow no longer wants it. */
export function beginErrand(desk: Desk, call: Call, { errandId: id, errand, limitMs, visit }: Begin): void {
  const { callerLeg: legId } = call;
  call.errand = { id, errand, endsMonoMs: desk.now.monoMs + limitMs };
  desk.startTimer(call, 'errand', limitMs);
  switch (errand.kind) {
    case 'hold':
      return desk.want({ kind: 'wait', legId, room: HOLD_ROOM, music: errand.music });
    case 'send_digits':
      desk.startTimer(call, 'errand', sendingMs(errand));
      return desk.want({ ...errand, kind: 'sendDigits', legId });
    case 'conference':
      return enterConference(desk, call, errand);
    case 'dial':
      return beginOut(desk, call, errand);
    case 'voicemail':
    case 'survey':
      return beginMessage(desk, call, id, errand);
    case 'callback':
      return bookForCaller(desk, call, errand, visit);
    case 'bot':
      return errandFailed(desk, call, `the exchange cannot do "${errand.kind}" yet`);
    default:
      return assertNever(errand);
  }
}

/** Nothing tells when the last tone has been sent: it takes so long. */
function sendingMs({ digits, toneMs, gapMs }: Extract<Errand, { kind: 'send_digits' }>): number {
  return [...digits].reduce((sum, digit) => sum + (digit === 'w' ? PAUSE_MS : toneMs + gapMs), 0);
}

/** The flow learns how it has ended. One that is over already has nothing to tell. */
export function endErrand(desk: Desk, call: Call, result: ErrandResult): void {
  const { errand } = call;
  if (errand === null) return;
  dropErrand(desk, call);
  runStep(desk, call, { kind: 'errandEnded', errandId: errand.id, result });
}

/** Whoever should do it cannot. `why` is for the journal. */
export function errandFailed(desk: Desk, call: Call, why: string): void {
  endErrand(desk, call, { kind: 'impossible', why });
}

/** The flow no longer wants it: the caller's leg is alone again. */
export function dropErrand(desk: Desk, call: Call): void {
  const { callerLeg: legId } = call;
  const isRinging = call.errand !== null && call.out?.hearsRinging === true;
  const kind = forgetErrand(desk, call);
  if (isRinging) desk.want({ kind: 'ringback', legId, isOn: false });
  if (kind === 'hold') desk.want({ kind: 'leaveWait', legId });
  if (kind === 'conference') desk.want({ kind: 'leaveConference', legId });
  if (kind === 'voicemail' || kind === 'survey') stopMessages(desk, call);
}

/** It is struck off the books. The caller's leg, which ends or has ended, is left as it is. */
export function forgetErrand(desk: Desk, call: Call): Errand['kind'] | null {
  const errand = call.errand?.errand ?? null;
  call.errand = null;
  desk.stopTimer(call, 'errand');
  if (errand?.kind === 'conference') conferenceLeft(desk, errand);
  if (errand?.kind === 'dial' && call.out?.isGiven === false) dropOut(desk, call);
  return errand?.kind ?? null;
}

/** Its time is over, which for some is what was wanted. */
export function errandTimeOver(desk: Desk, call: Call): void {
  const errand = call.errand?.errand;
  if (errand === undefined) return;
  if (errand.kind === 'hold' || errand.kind === 'send_digits')
    return endErrand(desk, call, { kind: errand.kind });
  if (errand.kind === 'conference') return endErrand(desk, call, { kind: 'conference', outcome: 'ended' });
  errandFailed(desk, call, `"${errand.kind}" was not done in time`);
}
