import type { Errand, ErrandResult } from '../../flow/index.ts';
import type { CallOutcome } from '../../journal/index.ts';
import type { Operator } from '../../operators/index.ts';
import type { HangUpReason, LiveLeg, TelephonyEvent } from '../../telephony/index.ts';
import { type Call, newCall, type OwnCall } from '../call.ts';
import { move } from '../call-phase.ts';
import type { Desk } from '../desk.ts';
import { hangUpCall } from '../ending.ts';
import { operatorChanged, startWrapUp } from '../talks/talking.ts';
import { TIMES_MS } from '../times.ts';
import { beginOut } from './out-calls.ts';

type DialErrand = Extract<Errand, { kind: 'dial' }>;
type Called = Pick<Extract<TelephonyEvent, { kind: 'phoneCalled' }>, 'legId' | 'node' | 'dialled'>;
type DialOutcome = Extract<ErrandResult, { kind: 'dial' }>['outcome'];

/**
 * An operator dials a colleague, or a number that a route allows to operators. From this moment on they are busy, and
 * the record of the call is theirs; nothing is answered before the other side answers.
 */
export function beginOwnCall(desk: Desk, operator: Operator, called: Called): void {
  const { legId, node, dialled } = called;
  if (desk.callOfLeg.has(legId) || desk.endedLegs.has(legId)) return;
  if (operator.unit === 'offered' || operator.unit === 'busy') return turnAway(desk, legId, 'busy');
  if (desk.isDraining || desk.calls.size >= desk.plan.callsMax) return turnAway(desk, legId, 'overloaded');
  const colleague = desk.roster.withNumber(dialled) ?? desk.roster.withPhone(dialled);
  if (colleague === operator) return turnAway(desk, legId, 'busy');
  const wrapUpEndMs = operator.unit === 'wrapUp' ? (desk.wrapUpEndsMs.get(operator.id) ?? 0) : 0;
  const own: OwnCall = {
    operatorId: operator.id,
    direction: colleague === undefined ? 'outgoing' : 'internal',
    wrapUpEndMs,
  };
  const call = ownCall(desk, operator, { legId, node, dialled, own });
  operator.ownCallBegan(call.id, desk.now.wallMs);
  operatorChanged(desk, operator);
  beginOut(desk, call, errandFor(colleague, dialled));
}

const turnAway = (desk: Desk, legId: string, reason: HangUpReason): void =>
  desk.want({ kind: 'hangUp', legId, reason });

type Dialling = Called & { readonly own: OwnCall };

/** By these a process after this one knows whose phone is in use. The call has the id of the leg. */
export const ownMarks = (legId: string, { operatorId }: OwnCall): LiveLeg['marks'] => ({
  ...{ id: legId, role: 'operator', operator: operatorId },
});

/** Opens the books. */
function ownCall(desk: Desk, { id, profile }: Operator, { legId, node, dialled, own }: Dialling): Call {
  const caller = { number: profile.number ?? profile.phones[0] ?? '', name: profile.name };
  const who = { id: legId, callerLeg: legId, node, caller, dialled, arrivedMs: desk.now.wallMs };
  const call: Call = { ...newCall(who, desk.plan), own };
  call.phase = move(call.phase, 'inFlow');
  desk.calls.set(call.id, call);
  desk.callOfLeg.set(legId, call.id);
  desk.want({ kind: 'mark', legId, marks: ownMarks(legId, own) });
  const { direction } = own;
  desk.write({
    ...{ kind: 'ownCallBegan', callId: call.id, operator: id, direction },
    ...{ number: caller.number, dialled },
  });
  return call;
}

function errandFor(colleague: Operator | undefined, dialled: string): DialErrand {
  return {
    kind: 'dial',
    isTransfer: false,
    callee:
      colleague === undefined
        ? { kind: 'number', number: dialled }
        : { kind: 'operators', operators: [colleague.id] },
    callerId: 'hidden',
    ringMs: TIMES_MS.ownRing,
    talkMsMax: TIMES_MS.ownTalk,
    ...{ whisper: [], confirmKey: null },
  };
}

/** The other side has answered: now the operator's phone is, too. */
export function ownCallAnswered(desk: Desk, call: Call): void {
  if (call.own === null || call.isAnswered) return;
  call.isAnswered = true;
  desk.want({ kind: 'answer', legId: call.callerLeg });
  desk.write({ kind: 'callAnswered', callId: call.id });
}

/** What the phone is told when nobody was reached. */
const REASONS: Readonly<Record<DialOutcome, HangUpReason>> = {
  answered: 'normal',
  busy: 'busy',
  declined: 'busy',
  no_answer: 'normal',
  failed: 'rejected',
};

/** The other side is gone, or was not reached: the operator's phone is let go. */
export function ownCallOver(desk: Desk, call: Call, outcome: DialOutcome): void {
  const reached: CallOutcome = call.hasTalked || call.hasTalkedOut ? 'answered' : 'failed';
  hangUpCall(desk, call, REASONS[outcome], reached);
}

/** The phone has hung up: the operator wraps up as the files say, and no shorter than they had left from before. */
export function releaseCaller(desk: Desk, { own, id, hasTalked, hasTalkedOut }: Call): void {
  if (own === null) return;
  const operator = desk.roster.find(own.operatorId);
  if (operator?.callId !== id) return;
  const ownMs = hasTalked || hasTalkedOut ? operator.profile.ownWrapUpMs : 0;
  const wrapUpMs = Math.max(ownMs, own.wrapUpEndMs - desk.now.monoMs);
  operator.talkEnded(wrapUpMs > 0, desk.now.wallMs);
  if (wrapUpMs > 0) startWrapUp(desk, operator, wrapUpMs);
  operatorChanged(desk, operator);
}
