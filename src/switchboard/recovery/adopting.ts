import type { LegEnd, LiveLeg } from '../../telephony/index.ts';
import { arrivalOf, callerIsBack } from '../arrivals/arriving.ts';
import { legFound, unwanted } from '../arrivals/strangers.ts';
import type { Call, Consulted, Talk } from '../call.ts';
import { promiseKept, tryGoesOn } from '../callbacks/callback-tries.ts';
import { ownMarks } from '../calls-out/own-calls.ts';
import type { Desk } from '../desk.ts';
import { hangUpCall } from '../ending.ts';
import { runStep } from '../flows/flow-driver.ts';
import { afterTalk, askAgain } from '../misfortunes.ts';
import { isOn } from '../nodes/nodes.ts';
import { consultAnswered } from '../talks/consulting.ts';
import { rejoin } from '../talks/holding.ts';
import { backToLine, beginTalk, endTalk, operatorAnswered, operatorChanged } from '../talks/talking.ts';
import { followTape } from '../talks/tapes.ts';
import { joinBehindWhisper } from '../talks/whispers.ts';
import { TIMES_MS } from '../times.ts';
import {
  canHaveAgain,
  customerAgain,
  NOBODY_TOLD,
  offeredAgain,
  operatorAgain,
  outLegsGone,
  talkOutOn,
} from './calls-out-again.ts';
import { errandAgain } from './errand-again.ts';
import { letGoFound } from './gone-meanwhile.ts';
import { type KnownCall, knownCall, NUMBERS_UNKNOWN, tellAdopted } from './known-before.ts';
import { notePastTalk, type PastTalk, pastTalk, talksSinceMs } from './past-talk.ts';
import type { CallSnapshot } from './snapshot.ts';
import { lastOfEach, sortOut } from './sorting-out.ts';
import { standAgain } from './standing-again.ts';
import { nodeTold } from './starting.ts';

/** The way to the operator's phone is broken (Q.850). */
const LOST: LegEnd = { ...NOBODY_TOLD, q850: 27 };

/** What is still to be done for a call when all others are there as well. */
type GoOn = () => void;
const NOTHING: GoOn = () => {};

/** What the exchange holds, by leg. */
type Legs = ReadonlyMap<string, LiveLeg>;

/** A call that goes on, its caller's leg, all legs of the call, and the operators whom the caller hears. */
type Adopted = KnownCall & {
  readonly leg: LiveLeg;
  readonly own: readonly LiveLeg[];
  readonly partners: readonly LiveLeg[];
  readonly all: Legs;
  /** The caller is on another node than the process before has left them on, and nobody else of the call is. */
  readonly isRehomed: boolean;
};

/** Whose legs are rung by us: one that no call owns is of a process that died. */
const RUNG: ReadonlySet<LiveLeg['role']> = new Set(['operator', 'outside', 'supervisor']);

/**
 * A node of the exchange after a start, or after a gap. Callers of a process that died are still there, and their calls
 * go on: all have their places, and all who talk are taken, before anything else is done, so that nobody is served out
 * of turn. A leg that was rung and that no call owns now must not be rung beside; and nobody is called back to whom it
 * still rings.
 */
export function exchangeReached(desk: Desk, node: string, found: readonly LiveLeg[]): void {
  const { letGo = [], there: legs = [] } = Object.groupBy(asKept(desk, found), ({ isLetGo }) =>
    isLetGo === true ? 'letGo' : 'there',
  );
  if (desk.nodes.hasEdge) for (const leg of legs) sortOut(desk, leg);
  const all = new Map(legs.map((leg) => [leg.legId, leg]));
  const left = lastOfEach(
    desk,
    legs.filter((leg) => isLeftBehind(desk, leg)),
  );
  const legsOf = Map.groupBy(legs, ({ callId }) => callId);
  const goOns = left.map((leg) => adopt(desk, leg, legsOf.get(leg.callId)!, all));
  for (const leg of letGo) letGoFound(desk, leg);
  nodeTold(desk);
  for (const leg of legs) if (RUNG.has(leg.role)) legFound(desk, leg);
  for (const goOn of goOns) goOn();
  for (const { legId } of left) recordOn(desk, legId);
  if (desk.nodes.areAllSeen) outLegsGone(desk);
  for (const call of desk.calls.values()) if (isOn(call, node)) askAgain(desk, call);
}

/** Marks may have been refused: the leg with which a call was kept is that call's, whatever it says itself. */
function asKept(desk: Desk, legs: readonly LiveLeg[]): readonly LiveLeg[] {
  const kept = new Map(desk.knownBefore.values().map(({ snapshot }) => [snapshot.callerLeg, snapshot]));
  return legs.map((leg) => {
    const snapshot = kept.get(leg.legId);
    if (snapshot === undefined || snapshot.callId === leg.callId) return leg;
    const { callId, own } = snapshot;
    if (own === null) return { ...leg, callId, marks: { ...leg.marks, id: callId } };
    return { ...leg, callId, role: 'operator', marks: { ...leg.marks, ...ownMarks(leg.legId, own) } };
  });
}

/** The part of a recording that was going on is over with its process; the next one begins where one is wanted. */
function recordOn(desk: Desk, legId: string): void {
  const call = desk.callWithLeg(legId);
  if (call !== undefined) followTape(desk, call);
}

function isLeftBehind(desk: Desk, { legId, role, callId }: LiveLeg): boolean {
  if (callId === null || (role !== 'caller' && !isTheirs(desk, legId, callId))) return false;
  if (desk.calls.has(callId) || desk.overBefore.has(callId)) return false;
  return !desk.callOfLeg.has(legId) && !desk.endedLegs.has(legId) && !desk.strangers.has(legId);
}

/** Of an operator's own call, and of one for which a customer was called, the leg that stands where a caller's does. */
const isTheirs = (desk: Desk, legId: string, callId: string): boolean =>
  desk.knownBefore.get(callId)?.snapshot.callerLeg === legId;

/** The call is there again. Whoever is with somebody of whom we know nothing is left alone, and talks on. */
function adopt(desk: Desk, leg: LiveLeg, own: readonly LiveLeg[], all: Legs): GoOn {
  const callId = leg.callId!;
  const known = knownCall(desk, leg, callId);
  // The caller is there, whether or not we can go on with the call: nobody has hung up.
  desk.knownBefore.delete(callId);
  const leaveAlone = (): void => legFound(desk, leg);
  if (known === undefined) return leg.hears.length > 0 ? leaveAlone : () => arriveAgain(desk, leg, callId);
  const partners = leg.hears.flatMap((id) => all.get(id) ?? []).filter(({ role }) => role === 'operator');
  const isRehomed = known.kept !== null && known.kept.callerLeg !== leg.legId;
  const kept = isRehomed ? withoutErrand(known) : known.kept;
  const adopted = { ...known, kept, leg, own, partners, all, isRehomed };
  if (!canBeAdopted(desk, adopted) || !operatorAgain(desk, known.call)) return leaveAlone;
  const { call } = known;
  call.takenOverMs = desk.now.wallMs;
  desk.calls.set(callId, call);
  desk.callOfLeg.set(leg.legId, callId);
  for (const other of own) if (isEndedLegOf(known, other)) unwanted(desk, other.legId, other.node);
  if (kept?.calledBack != null) customerAgain(desk, call, kept.calledBack);
  if (!call.isAnswered) desk.startTimer(call, 'unanswered', TIMES_MS.unanswered);
  const goOn = goOnWith(desk, adopted);
  tryGoesOn(desk, call);
  if (call.talk?.joinedMonoMs != null) promiseKept(desk, call);
  if (kept !== null && isRehomed)
    desk.write({ kind: 'callerRehomed', callId, from: kept.node, to: leg.node });
  return wasHungUp(call) ? () => hangUpAgain(desk, call, goOn) : goOn;
}

/**
 * The caller of a node that died while no process, or not this one, looked: the call goes on as it was kept, and nobody
 * else of it is there.
 */
export function adoptRehomed(desk: Desk, leg: LiveLeg): void {
  const goOn = adopt(desk, leg, [leg], new Map([[leg.legId, leg]]));
  goOn();
  recordOn(desk, leg.legId);
  desk.withCall(leg.callId!, (call) => askAgain(desk, call));
}

/** Of what others did for the flow only that goes on which needs no leg: the step that wanted the rest begins anew. */
function withoutErrand({ call, kept }: KnownCall): CallSnapshot | null {
  if (kept?.errand == null) return kept;
  const { kind } = kept.errand.errand;
  if (kind === 'hold' || kind === 'callback') return kept;
  if (call.flow !== null) call.flow.errandId = null;
  return { ...kept, errand: null, messages: [] };
}

/** The process before had told the leg to end: it is only then that there is no flow, and an outcome all the same. */
const wasHungUp = ({ flow, outcome }: Call): boolean => flow === null && outcome !== null;

/** Whoever is in a talk is until the leg has ended, as before. */
function hangUpAgain(desk: Desk, call: Call, goOn: GoOn): void {
  goOn();
  if (!call.timers.has('settle')) hangUpCall(desk, call, 'normal', 'failed');
}

/** Nothing was kept of the call: it comes as a new one does, and only its id and its arrival are older. */
function arriveAgain(desk: Desk, leg: LiveLeg, callId: string): void {
  callerIsBack(desk, arrivalOf(desk, leg, callId), NUMBERS_UNKNOWN);
  const call = desk.calls.get(callId);
  if (call !== undefined) call.isUp = leg.answered;
}

/** Not one who hears somebody whom we do not know. */
function canBeAdopted(desk: Desk, { leg, kept, visit, partners }: Adopted): boolean {
  if (leg.hears.length === 0) return true;
  if (kept?.talkOut != null) return leg.hears.every((legId) => legId === kept.talkOut!.leg.legId);
  const isOperators = kept?.talk != null || kept?.consulted != null || visit !== null;
  return isOperators && partners.length > 0 && partners.every((partner) => canBeTaken(desk, partner));
}

const canBeTaken = (desk: Desk, { marks }: LiveLeg): boolean =>
  canHaveAgain(desk.roster.find(marks.operator ?? ''));

function goOnWith(desk: Desk, adopted: Adopted): GoOn {
  const { call, kept, visit } = adopted;
  if (kept?.talk?.joinedMonoMs != null) return talkOn(desk, adopted, kept);
  if (kept?.talkOut != null) {
    tellAdopted(desk, call, 'inFlow');
    const other = adopted.all.get(kept.talkOut.leg.legId);
    return talkOutOn(desk, call, kept.talkOut, { caller: adopted.leg, ...(other && { other }) });
  }
  if (visit !== null && standAgain(desk, call, visit)) return waitOn(desk, adopted);
  if (visit === null && kept !== null && isBeingGiven(kept)) return giveOn(desk, adopted, kept);
  if (call.flow === null) {
    tellAdopted(desk, call, 'inFlow');
    return () => hangUpCall(desk, call, 'normal', 'failed');
  }
  tellAdopted(desk, call, call.hasTalked ? 'afterTalk' : 'inFlow');
  if (visit !== null) return () => runStep(desk, call, { kind: 'queueEnded', outcome: 'error' });
  return () => resume(desk, call, kept);
}

/** The operator has this leg as before; `atMs`: since when they talk (monotonic), null while it rings. */
function takeLeg(desk: Desk, call: Call, { legId, marks }: LiveLeg, atMs: number | null): boolean {
  const operator = offeredAgain(desk, call, marks.operator);
  if (operator === undefined) return false;
  const queue = call.met?.queue ?? call.visit?.queue;
  const answered = atMs === null || queue === undefined ? null : { queueId: queue.id, atMs };
  if (atMs !== null) operator.answered(desk.now.wallMs);
  const wrapUpMs = atMs === null ? null : (queue?.wrapUpMs ?? 0);
  const of = { callId: call.id, node: call.node, operatorId: operator.id };
  desk.operatorLegs.set(legId, { ...of, wrapUpMs, answered });
  operatorChanged(desk, operator);
  return true;
}

/** The talk goes on, with whoever is still in it. */
function talkOn(desk: Desk, { call, leg, all, isRehomed }: Adopted, kept: CallSnapshot): GoOn {
  const talk = { ...kept.talk! };
  const { operatorId, legId, isHeld, joinedMonoMs } = talk;
  call.talk = talk;
  call.consulted = kept.consulted && { ...kept.consulted };
  tellAdopted(desk, call, 'talking', operatorId);
  const partner = all.get(legId);
  const isThere = partner?.answered === true && takeLeg(desk, call, partner, joinedMonoMs ?? desk.now.monoMs);
  const consult = consultOn(desk, call, all);
  if (!isThere)
    return () => {
      endTalk(desk, call, 'operator');
      afterTalk(desk, call, talk, isRehomed ? LOST : NOBODY_TOLD);
    };
  const isAlone = leg.hears.length === 0 && !isHeld;
  const isLeftOnHold = isHeld && kept.consulted !== null && call.consulted === null;
  return isAlone || isLeftOnHold ? () => rejoin(desk, call, talk) : consult;
}

/** Whoever was asked beside the talk is still there, or has gone meanwhile. */
function consultOn(desk: Desk, call: Call, all: Legs): GoOn {
  const { consulted } = call;
  if (consulted === null) return NOTHING;
  const leg = all.get(consulted.legId);
  const isRinging = consulted.state === 'ringing';
  if (leg === undefined || !takeLeg(desk, call, leg, isRinging ? null : desk.now.monoMs)) {
    endConsulted(desk, call, consulted);
    return NOTHING;
  }
  if (!isRinging) return NOTHING;
  desk.startTimer(call, 'consult', call.met?.queue.ringMs ?? 0);
  return leg.answered ? () => consultAnswered(desk, call, consulted) : NOTHING;
}

function endConsulted(desk: Desk, call: Call, { operatorId: operator, state }: Consulted): void {
  const { id: callId } = call;
  call.consulted = null;
  const outcome = state === 'ringing' ? 'withdrawn' : 'answered';
  desk.write({ kind: 'consultEnded', callId, operator, outcome });
}

/** The operator who talked is gone, and the next one has the caller as soon as they answer, or are joined. */
const isBeingGiven = ({ talk, consulted }: CallSnapshot): boolean => talk !== null || consulted !== null;

/** The next operator has the caller, or is still rung; one who is not there any more leaves the caller to the line. */
function giveOn(desk: Desk, adopted: Adopted, kept: CallSnapshot): GoOn {
  const { call, leg, all } = adopted;
  const past = pastTalk(desk, kept, (legId) => all.has(legId));
  if (past !== undefined) return talkedOn(desk, call, kept, past);
  if (kept.talk !== null) return giveTo(desk, call, leg, { talk: kept.talk, next: all.get(kept.talk.legId) });
  call.consulted = kept.consulted && { ...kept.consulted };
  tellAdopted(desk, call, 'talking');
  const consult = consultOn(desk, call, all);
  return call.consulted === null ? () => backToLine(desk, call) : consult;
}

type Giving = { readonly talk: Talk; readonly next: LiveLeg | undefined };

/** The operator has answered, and is joined with the caller if they are not yet. */
function giveTo(desk: Desk, call: Call, leg: LiveLeg, { talk: { operatorId, legId }, next }: Giving): GoOn {
  const isThere = next !== undefined && canBeTaken(desk, next);
  tellAdopted(desk, call, 'talking', isThere ? operatorId : null);
  if (!isThere) return () => backToLine(desk, call);
  const agoMs = talksSinceMs(desk, call, next);
  takeLeg(desk, call, next, desk.now.monoMs - agoMs);
  const talk = { operatorId, legId, joinedMonoMs: null, isHeld: false };
  call.talk = talk;
  return leg.hears.includes(legId)
    ? () => beginTalk(desk, call, talk, agoMs)
    : () => rejoin(desk, call, talk);
}

/** The caller has the old place. A phone that rings goes on ringing; whoever has answered it has the caller. */
function waitOn(desk: Desk, adopted: Adopted): GoOn {
  const { call, kept, partners, all } = adopted;
  const [heard] = partners;
  if (heard !== undefined)
    return talkNow(desk, call, heard, (talk, agoMs) => beginTalk(desk, call, talk, agoMs));
  const past = kept === null ? undefined : pastTalk(desk, kept, (legId) => all.has(legId));
  if (past !== undefined) return talkedOn(desk, call, kept!, past);
  const taken = all.get(kept?.talk?.legId ?? '');
  if (taken?.answered === true && canBeTaken(desk, taken))
    return talkNow(desk, call, taken, () => joinBehindWhisper(desk, call, taken.legId));
  const ringing = ringingFor(adopted);
  const isOffered = ringing !== undefined && canBeTaken(desk, ringing);
  tellAdopted(
    desk,
    call,
    isOffered ? 'offered' : 'waiting',
    isOffered ? (ringing.marks.operator ?? null) : null,
  );
  for (const { id, operatorId: operator } of kept?.offers ?? [])
    if (!isOffered || ringing.legId !== id)
      desk.write({ kind: 'offerEnded', callId: call.id, offerId: id, operator, outcome: 'withdrawn' });
  const known = kept?.offers.find(({ id }) => id === ringing?.legId);
  return isOffered ? offerOn(desk, call, ringing, known?.atMonoMs ?? desk.now.monoMs) : NOTHING;
}

/** One phone that was rung for the caller; of several one that was answered. */
function ringingFor({ kept, own }: Adopted): LiveLeg | undefined {
  const rung = own.filter(({ role }) => role === 'operator');
  const mayTake = rung.filter((leg) => !wasEnded(kept, leg));
  return mayTake.toSorted((one, other) => Number(other.answered) - Number(one.answered))[0];
}

/** The process before was through with this leg, and its end was still on its way, or was lost. */
function wasEnded(kept: CallSnapshot | null, { legId, marks }: LiveLeg): boolean {
  if (kept === null || !(Number(marks.attempt) <= kept.offersCount)) return false;
  const { offers, talk, consulted, talkOut } = kept;
  const going = [...offers.map(({ id }) => id), talk?.legId, consulted?.legId, talkOut?.leg.legId];
  return going.every((id) => id !== legId);
}

/** Were it left alone, it would hear the caller again beside whoever has the caller next. */
const isEndedLegOf = ({ call, kept }: KnownCall, leg: LiveLeg): boolean =>
  leg.role === 'operator' && leg.legId !== call.callerLeg && wasEnded(kept, leg);

/** The operator has answered and hung up meanwhile: the call goes on as behind any talk. */
function talkedOn(desk: Desk, call: Call, kept: CallSnapshot, past: PastTalk): GoOn {
  const { talk } = past;
  tellAdopted(desk, call, 'talking', talk.operatorId);
  notePastTalk(desk, call, kept, past);
  return () => {
    endTalk(desk, call, 'operator');
    afterTalk(desk, call, talk, NOBODY_TOLD);
  };
}

/** The operator has answered, and nobody came to write down that they were joined, or to join them. */
function talkNow(desk: Desk, call: Call, partner: LiveLeg, goOn: (talk: Talk, agoMs: number) => void): GoOn {
  for (const purpose of ['announce', 'waitLimit', 'unstaffed'] as const) desk.stopTimer(call, purpose);
  const operatorId = partner.marks.operator!;
  const talk = { operatorId, legId: partner.legId, joinedMonoMs: null, isHeld: false };
  desk.router.take(call.id, operatorId, desk.now.monoMs);
  call.talk = talk;
  tellAdopted(desk, call, 'talking', operatorId);
  const agoMs = talksSinceMs(desk, call, partner);
  takeLeg(desk, call, partner, desk.now.monoMs - agoMs);
  return () => goOn(talk, agoMs);
}

/** The offer stands: nobody else gets the caller or the operator meanwhile. */
function offerOn(desk: Desk, call: Call, leg: LiveLeg, atMonoMs: number): GoOn {
  const operatorId = leg.marks.operator!;
  desk.router.take(call.id, operatorId, desk.now.monoMs);
  takeLeg(desk, call, leg, null);
  const offer = { id: leg.legId, operatorId, atMonoMs, rang: true };
  call.offers.set(offer.id, offer);
  const rungMs = desk.now.monoMs - atMonoMs;
  desk.startTimer(call, 'ring', Math.max(0, call.visit!.queue.ringMs - rungMs));
  return leg.answered ? () => operatorAnswered(desk, call, offer) : NOTHING;
}

/** The step in progress begins anew or goes on, by its kind; what others did for it has died with whoever did it. */
export function resume(desk: Desk, call: Call, kept: CallSnapshot | null, died = 'process'): void {
  if (kept !== null && errandAgain(desk, call, kept)) return;
  desk.want({ kind: 'leaveWait', legId: call.callerLeg });
  runStep(desk, call, { kind: 'resumed' });
  const errandId = call.errand === null ? call.flow?.errandId : null;
  const why = `the ${died} that did it died`;
  if (errandId != null)
    runStep(desk, call, { kind: 'errandEnded', errandId, result: { kind: 'impossible', why } });
  if (!isIdle(call)) return;
  if (call.hasTalked) runStep(desk, call, { kind: 'handedOver', event: 'operator_left' });
  else runStep(desk, call, { kind: 'queueEnded', outcome: 'error' });
}

/** The flow waits for nothing that anybody would ever tell. */
function isIdle({ flow, visit, talk }: Call): boolean {
  if (flow === null || flow.over || visit !== null || talk !== null) return false;
  const { saying, listenId, errandId, fetching } = flow;
  return [saying, listenId, errandId, fetching].every((wait) => wait === null);
}
