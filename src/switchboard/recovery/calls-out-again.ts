import type { Now } from '../../base/index.ts';
import type { Operator } from '../../operators/index.ts';
import type { CallOut } from '../../outbound/index.ts';
import type { LegEnd, LiveLeg } from '../../telephony/index.ts';
import type { Call, CallbackTry, ErrandUnderWay, OutCall, OutLeg, OwnCall } from '../call.ts';
import { noteTalk, operatorTakesIt, outLegEnded } from '../calls-out/out-calls.ts';
import type { Desk } from '../desk.ts';
import { operatorChanged } from '../talks/talking.ts';

/** How a leg ended of whose end nobody was told. */
export const NOBODY_TOLD: LegEnd = { q850: null, sip: null, byUs: false };

/** A talk with somebody whom the flow, or an operator, has called. `use`: what it counts for, of a leg outside. */
export type TalkOut = Pick<OutCall, 'errand' | 'isGiven' | 'talkMsMax'> & {
  readonly leg: OutLeg;
  readonly joinedMonoMs: number;
  readonly use: CallOut | null;
  /** What the flow waits for, if it does. */
  readonly awaited: Omit<ErrandUnderWay, 'errand'> | null;
};

/** A customer whom we have called back, and who has taken the call; `use`: what their leg counts for. */
export type CalledBack = { readonly callbackId: string; readonly use: CallOut | null };

type Around = Pick<Desk, 'outboundUse'>;

/**
 * What is kept of the talk; null while nobody talks. An operator's own call is kept from the answer on: whoever finds
 * the two joined lets them talk.
 */
export function talkOutOf(
  { out, own, errand: underWay }: Call,
  { outboundUse }: Around,
  now: Now,
): TalkOut | null {
  const leg = out?.legs.get(out.legId ?? '');
  if (out === null || leg === undefined) return null;
  const { isGiven, talkMsMax } = out;
  const joinedMonoMs = out.joinedMonoMs ?? (own !== null && out.stage === 'joining' ? now.monoMs : null);
  if (joinedMonoMs === null) return null;
  const awaited =
    underWay?.errand.kind === 'dial' ? { id: underWay.id, endsMonoMs: underWay.endsMonoMs } : null;
  const use = outboundUse.of(leg.legId) ?? null;
  return {
    errand: reached(out.errand),
    leg: { ...leg },
    ...{ isGiven, talkMsMax, joinedMonoMs, use, awaited },
  };
}

/** Who talks is not dialled again, and the number may be a secret of the caller's. */
const reached = (errand: OutCall['errand']): OutCall['errand'] => ({
  ...errand,
  callee: { kind: 'operators', operators: [] },
});

/** What is kept of a call of ours for a promise; null before the customer has taken it. */
export function calledBackOf({ callback, callerLeg }: Call, { outboundUse }: Around): CalledBack | null {
  if (callback?.stage !== 'answered') return null;
  return { callbackId: callback.callbackId, use: outboundUse.of(callerLeg) ?? null };
}

type Kept = {
  readonly talkOut: TalkOut | null;
  readonly calledBack: CalledBack | null;
  readonly own: OwnCall | null;
};

/** The call as it was kept, as far as it goes beyond those who serve queues. Touches no leg. */
export function restoreOut(call: Call, { talkOut, calledBack, own }: Kept): void {
  if (talkOut !== null) restoreTalk(call, talkOut);
  const callback = calledBack && tryOf(calledBack);
  Object.assign(call, { own, callback } satisfies Pick<Call, 'own' | 'callback'>);
}

function restoreTalk(call: Call, { errand, leg, joinedMonoMs, isGiven, talkMsMax, awaited }: TalkOut): void {
  call.out = {
    ...{ errand, legs: new Map([[leg.legId, { ...leg }]]), stage: 'talking', hearsRinging: false },
    ...{ legId: leg.legId, joinedMonoMs, isGiven, way: null, trunks: [], talkMsMax },
  };
  call.errand = awaited && { ...awaited, errand };
}

const tryOf = ({ callbackId }: CalledBack): CallbackTry => ({
  ...{ callbackId, stage: 'answered', legs: new Map(), way: null, trunks: [], why: null, againMs: null },
});

/** An operator whose own call this is has the phone in use; false when they have begun something else. */
export function operatorAgain(desk: Desk, { own, id }: Call): boolean {
  if (own === null) return true;
  const operator = desk.roster.find(own.operatorId);
  if (!canHaveAgain(operator)) return false;
  operator.ownCallBegan(id, desk.now.wallMs);
  operatorChanged(desk, operator);
  return true;
}

/** The customer's leg counts for its route as before, and the call is no longer than it may be. */
export function customerAgain(desk: Desk, call: Call, { use }: CalledBack): void {
  if (use === null) return;
  countAgain(desk, call, call.callerLeg, use);
  const talkedMs = desk.now.monoMs - (use.answeredMonoMs ?? desk.now.monoMs);
  desk.startTimer(call, 'longest', Math.max(0, use.heldMs - talkedMs));
}

function countAgain(desk: Desk, call: Call, legId: string, use: CallOut): void {
  desk.outLegs.set(legId, { callId: call.id, node: call.node });
  desk.outboundUse.goesOn(legId, use);
}

/**
 * The talk goes on as long as it may. What is to be done when all others are there as well: whoever has hung up
 * meanwhile, or hears the caller no more, has ended it.
 */
export function talkOutOn(
  desk: Desk,
  call: Call,
  kept: TalkOut,
  legs: { caller: LiveLeg; other?: LiveLeg },
): () => void {
  const { leg, use, joinedMonoMs, talkMsMax } = kept;
  desk.startTimer(call, 'out', Math.max(0, talkMsMax - (desk.now.monoMs - joinedMonoMs)));
  const isOver = (): void => outLegEnded(desk, call.id, leg.legId, NOBODY_TOLD);
  if (legs.other === undefined) return isOver;
  if (use !== null) countAgain(desk, call, leg.legId, use);
  if (leg.operatorId !== null) colleagueAgain(desk, call, leg);
  if (!legs.caller.hears.includes(leg.legId)) return isOver;
  noteOwnTalk(call, kept);
  return () => {};
}

/**
 * Calls out of the process before of which no end was written, and whose legs are nowhere: each took no longer than
 * since it was dialled. Whoever talks on is a stranger, and counts as the longest talk until the leg is gone.
 */
export function outLegsGone(desk: Desk): void {
  for (const [legId, { callId }] of [...desk.outboundUse.unended()])
    if (!desk.strangers.has(legId) && !desk.knownBefore.has(callId)) outLegGone(desk, legId);
}

/**
 * The same for one leg. When it ended the diary may tell; where it does not, nothing was heard of it behind the
 * dialling: the record of the call must not end later because of what is written now.
 */
export function outLegGone(desk: Desk, legId: string): void {
  const out = desk.outboundUse.unended().get(legId);
  if (out === undefined) return;
  const { callId, heldMs, dialledMs } = out;
  const endMs = desk.endsRead.get(legId)?.atMs;
  const usedMs = Math.min(heldMs, Math.max(0, (endMs ?? desk.now.wallMs) - dialledMs));
  desk.outboundUse.countsAs(legId, usedMs);
  const atMs = endMs ?? dialledMs;
  desk.write({ kind: 'outEnded', callId, legId, outcome: 'failed', talkMs: 0, usedMs, atMs });
}

/** Nobody may have written down that the two of an operator's own call were joined: it is kept before they are. */
export function noteOwnTalk(call: Call, { leg }: TalkOut): void {
  if (call.own !== null) noteTalk(call, leg.operatorId);
}

/**
 * Whether the operator can have again the call that they had. What was written of them last may be older than the call:
 * a wrap-up that it tells of is no hindrance.
 */
export const canHaveAgain = (operator: Operator | undefined): operator is Operator =>
  operator?.unit === 'free' || operator?.unit === 'wrapUp';

/** The operator has the call again, as one that rings; undefined when they have another. */
export function offeredAgain(
  desk: Desk,
  call: Call,
  operatorId: string | null | undefined,
): Operator | undefined {
  const operator = desk.roster.find(operatorId ?? '');
  if (!canHaveAgain(operator)) return undefined;
  const { wallMs } = desk.now;
  if (operator.unit === 'wrapUp') operator.wrapUpEnded(wallMs);
  operator.offered(call.id, wallMs);
  return operator;
}

function colleagueAgain(desk: Desk, call: Call, leg: OutLeg): void {
  const operator = offeredAgain(desk, call, leg.operatorId);
  if (operator === undefined) return;
  const theirs = { callId: call.id, node: call.node, operatorId: operator.id };
  desk.operatorLegs.set(leg.legId, { ...theirs, wrapUpMs: null, answered: null });
  operatorTakesIt(desk, leg, call.own !== null);
}
