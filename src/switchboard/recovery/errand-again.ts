import type { Errand } from '../../flow/index.ts';
import type { Call, Message } from '../call.ts';
import { bookAgain } from '../callbacks/callback-booking.ts';
import type { Desk } from '../desk.ts';
import { beginErrand } from '../flows/errands.ts';
import { TIMES_MS } from '../times.ts';
import type { CallSnapshot, ErrandSnapshot } from './snapshot.ts';

/** What others did for the flow goes on, or begins again where nothing is done twice by that. False: it cannot. */
export function errandAgain(desk: Desk, call: Call, { errand: kept, messages }: CallSnapshot): boolean {
  if (kept === null || call.flow === null || call.flow.errandId !== kept.id) return false;
  const { errand } = kept;
  const limitMs = Math.max(0, kept.endsMonoMs - desk.now.monoMs);
  if (errand.kind === 'voicemail' || errand.kind === 'survey')
    return listenOn(desk, call, kept, { messages, limitMs });
  const { visit } = call.flow;
  if (errand.kind === 'callback') return promiseAgain(desk, call, { ...kept, errand }, visit);
  beginErrand(desk, call, { kind: 'errand', errandId: kept.id, errand, limitMs, visit });
  return true;
}

type Promising = ErrandSnapshot & { readonly errand: Extract<Errand, { kind: 'callback' }> };

/** What begins anew has all its time: nobody wrote anything down while there was no process. */
function promiseAgain(desk: Desk, call: Call, { id, errand }: Promising, visit: number): true {
  call.errand = { id, errand, endsMonoMs: desk.now.monoMs + TIMES_MS.secured };
  desk.startTimer(call, 'errand', TIMES_MS.secured);
  bookAgain(desk, call, errand, visit);
  return true;
}

type Spoken = {
  readonly messages: readonly (readonly [recordingId: string, message: Message])[];
  readonly limitMs: number;
};

/** The exchange has recorded on. What had ended before was being taken into keeping: that is asked for again. */
function listenOn(desk: Desk, call: Call, kept: ErrandSnapshot, { messages, limitMs }: Spoken): boolean {
  if (messages.every(([, { errandId }]) => errandId !== kept.id)) return false;
  awaitMessages(desk, call, messages);
  call.errand = kept;
  desk.startTimer(call, 'errand', limitMs);
  return true;
}

/** What the caller has said is still to be kept, wherever the caller is. */
export function awaitMessages(desk: Desk, call: Call, messages: Spoken['messages']): void {
  const { id: callId, callerLeg: legId } = call;
  for (const [recordingId, message] of messages) {
    call.messages.set(recordingId, { ...message });
    desk.callOfRecording.set(recordingId, callId);
    if (message.isOver) desk.want({ kind: 'keep', callId, recordingId, about: message.about });
    else desk.want({ kind: 'awaitRecord', legId, recordingId });
  }
}
