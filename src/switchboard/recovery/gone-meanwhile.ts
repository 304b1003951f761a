import type { LiveLeg } from '../../telephony/index.ts';
import type { Call } from '../call.ts';
import { promisedBefore } from '../callbacks/callback-booking.ts';
import { promiseKept } from '../callbacks/callback-tries.ts';
import type { Desk, KnownBefore } from '../desk.ts';
import { callerGone, letGoByExchange } from '../ending.ts';
import { keepPlaceFor } from '../lines/kept-places.ts';
import { outLegForgotten } from '../misfortunes.ts';
import { customerAgain, noteOwnTalk } from './calls-out-again.ts';
import { noteEnd } from './diary-read.ts';
import { awaitMessages } from './errand-again.ts';
import { callKept, tellAdopted } from './known-before.ts';
import { notePastTalk, pastTalk } from './past-talk.ts';
import type { CallSnapshot } from './snapshot.ts';
import { standAgain } from './standing-again.ts';

/**
 * Callers of a process that died who are there no more. If the exchange is the one that carried them, they hung up
 * while nobody looked: their calls end as they stood, when the diary of the exchange says, else at a time that can
 * only be estimated, and who waited has the place on calling again. Those whom another exchange carried were lost with
 * it; they have their places as well. Of several nodes each tells of its own, and behind an edge whoever was lost with
 * one may come again on another.
 */
export function callersGone(desk: Desk): void {
  const { nodes } = desk;
  for (const [callId, known] of [...desk.knownBefore]) {
    const { node, exchangeMs } = known.snapshot;
    const isSame = exchangeMs !== null && exchangeMs === nodes.startedMs(node);
    if (!isSame && nodes.hasEdge) continue;
    desk.knownBefore.delete(callId);
    if (isSame) endMeanwhile(desk, known);
    else keepLostPlace(desk, known.snapshot);
  }
  if (nodes.areAllSeen) desk.overBefore.clear();
}

/** Nobody has told of these, for long: they were lost with their nodes, and each has its record. */
export function giveUpTheRest(desk: Desk): void {
  for (const [callId, { snapshot }] of desk.knownBefore) {
    keepLostPlace(desk, snapshot);
    const what = 'the node that carried this call did not come back, and no other has the caller';
    desk.write({ kind: 'trouble', callId, what });
    desk.write({ kind: 'callEnded', callId, outcome: 'node_failure', where: null, by: 'system' });
    desk.endedCalls.put(callId, true);
  }
  desk.knownBefore.clear();
  desk.overBefore.clear();
}

/** The exchange was lost not long ago, however long the caller had stood there without a change by then. */
function keepLostPlace(desk: Desk, { visit, caller }: CallSnapshot): void {
  const queue = desk.plan.queues.get(visit?.queue ?? '');
  if (visit === null || queue === undefined) return;
  keepPlaceFor(desk, caller.number, queue, { ...visit.place, leftMs: desk.now.monoMs });
}

function endMeanwhile(desk: Desk, known: KnownBefore): void {
  const { snapshot } = known;
  const call = asItStood(desk, known);
  noteEnd(desk, call, true);
  call.isEndUnseen = true;
  desk.endedLegs.put(call.callerLeg, true);
  if (snapshot.talkOut !== null) noteOwnTalk(call, snapshot.talkOut);
  if (snapshot.calledBack !== null) customerAgain(desk, call, snapshot.calledBack);
  if (call.talk !== null) promiseKept(desk, call);
  outLegForgotten(desk, call.callerLeg);
  callerGone(desk, call, 'hungUp');
}

/** A caller to whom the exchange apologizes just now: the call is over when that is. */
export function letGoFound(desk: Desk, { legId, callId }: LiveLeg): void {
  const known = desk.knownBefore.get(callId ?? '');
  if (known?.snapshot.callerLeg === legId) {
    desk.knownBefore.delete(callId!);
    asItStood(desk, known);
  }
  const call = desk.calls.get(desk.callOfLeg.get(legId) ?? '');
  if (call !== undefined) letGoByExchange(desk, call);
}

/** The call as the process before has left it. */
function asItStood(desk: Desk, { snapshot, script }: KnownBefore): Call {
  const { callerLeg, node, isAnswered } = snapshot;
  const call = callKept(desk, snapshot, script, { legId: callerLeg, node, answered: isAnswered });
  const { id: callId } = call;
  call.hasCallback ||= wasPromised(desk, snapshot);
  desk.calls.set(callId, call);
  desk.callOfLeg.set(call.callerLeg, callId);
  const phase = phaseThen(desk, call, snapshot);
  const past = call.talk === null ? pastTalk(desk, snapshot, () => false) : undefined;
  const operator = (past?.talk ?? call.talk)?.operatorId ?? null;
  tellAdopted(desk, call, past === undefined ? phase : 'talking', operator);
  if (past !== undefined) notePastTalk(desk, call, snapshot, past);
  awaitMessages(desk, call, snapshot.messages);
  return call;
}

/** The promise for which the flow waited was on the disk: the caller may have been let go with it. */
function wasPromised(desk: Desk, { callId, errand: kept }: CallSnapshot): boolean {
  const errand = kept?.errand;
  return errand?.kind === 'callback' && promisedBefore(desk, callId, errand) !== undefined;
}

/** The call is as it was, so that its books are closed as they would have been. */
function phaseThen(desk: Desk, call: Call, { talk, consulted, visit, offers }: CallSnapshot): Call['phase'] {
  call.consulted = consulted;
  if (talk !== null && talk.joinedMonoMs !== null) {
    call.talk = { ...talk };
    return 'talking';
  }
  if (visit === null || !standAgain(desk, call, visit)) return call.hasTalked ? 'afterTalk' : 'inFlow';
  for (const offer of offers) call.offers.set(offer.id, { ...offer });
  return offers.length > 0 ? 'offered' : 'waiting';
}
