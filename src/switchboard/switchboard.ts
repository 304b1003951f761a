import type { Now } from '../base/index.ts';
import type { Callback } from '../callbacks/index.ts';
import type { Operator } from '../operators/index.ts';
import { FastRouter, type Routing } from '../routing/index.ts';
import type { TelephonyEvent } from '../telephony/index.ts';
import type { AdmissionState } from './arrivals/admission.ts';
import { callerArrived } from './arrivals/arriving.ts';
import { doorEvent } from './arrivals/door-events.ts';
import { strangerAnswered } from './arrivals/strangers.ts';
import type { Board, BoardCall, BoardOperator } from './board.ts';
import type { Call } from './call.ts';
import { hindranceTo, isUnderWay, type NoCallback } from './callbacks/callback-booking.ts';
import { customerAnswered, customerRang, tryHeard, tryPressed } from './callbacks/callback-tries.ts';
import { outAnswered, outJoined, outPlayed, outPressed, outRang } from './calls-out/out-calls.ts';
import type { Command } from './command.ts';
import { Desk } from './desk.ts';
import type { CallersRestored, Event, PresenceRestored, SchedulesChanged, TimerFired } from './event.ts';
import { exchangeEvent } from './exchange-events.ts';
import { fetched, runStep } from './flows/flow-driver.ts';
import { kept, recorded } from './flows/messages.ts';
import { flowsChanged, versionsMet } from './flows/script-for.ts';
import { sayIdIn } from './ids.ts';
import { announced } from './lines/announcements.ts';
import { cancelLeg, catchUp, matchAll } from './lines/offers.ts';
import { keyInLine } from './lines/wait-keys.ts';
import { markChangedPlaces } from './lines/waiting.ts';
import { type WhyWaiting, whyWaiting } from './lines/why-waiting.ts';
import { commandFailed, legEndTold, legSilent } from './misfortunes.ts';
import { callerRehomed } from './nodes/rehoming.ts';
import { floorChanged } from './operators/floor-change.ts';
import { staffingChanged, wrapUpAgain } from './operators/operator-asks.ts';
import { peopleAsked } from './operators/people-ask.ts';
import { phoneChanged, seatAgain } from './operators/phones.ts';
import { phoneCalled, servicePlayed } from './operators/service-calls.ts';
import { pinChecked, signInPressed, signInsRestored } from './operators/signing-in.ts';
import { paintBoard, paintCall, paintOperator } from './paint-board.ts';
import type { Plan } from './plan.ts';
import { callsRestored, legsBefore } from './recovery/known-before.ts';
import { type CallSnapshot, snapshotOf } from './recovery/snapshot.ts';
import { consultAnswered } from './talks/consulting.ts';
import { supervisorAnswered } from './talks/supervision.ts';
import { phoneTransfers } from './talks/talk-asks.ts';
import { joined, operatorAnswered } from './talks/talking.ts';
import { awaitsTape } from './talks/tapes.ts';
import { operatorHeard } from './talks/whispers.ts';
import { timerFired } from './timers.ts';
import { TIMES_MS } from './times.ts';

/** The heart: an event goes in, commands come out; nothing is awaited in between. */
export interface Switchboard {
  /** Appends to `out` what is wanted, in the order in which it must be carried out. Throws only `Broken`. */
  handle(event: Event, out: Command[], now: Now): void;
  /**
   * Does what time alone has made due, in about `budget` steps of the router's work. While it returns false, more is
   * due, and no event may be handled; `handle` itself catches up without a limit.
   */
  catchUp(out: Command[], now: Now, budget: number): boolean;
  /** The live state of this instant, for people. */
  board(now: Now): Board;
  /** One line of the board; undefined when nobody has this id. */
  call(callId: string): BoardCall | undefined;
  operator(operatorId: string): BoardOperator | undefined;
  /** Why a caller waits; undefined when they do not. */
  whyWaiting(callId: string, now: Now): WhyWaiting | undefined;
  /** A promise to call back that is open; undefined when none has this id. */
  callback(callbackId: string): LiveCallback | undefined;
  /** What stands in the way of a promise to this number for this queue; undefined: nothing does. */
  noCallback(number: string, queueId: string): NoCallback | undefined;
  /** Operators who serve this queue; none when there is no such queue. */
  staffOf(queueId: string): readonly Operator[];
  /** The legs that calls and operators own, to be compared with what the exchange holds. */
  knownLegs(): Iterable<string>;
  /** Legs whose end is still to be told: those above, and those of calls of the process before. */
  unendedLegs(): ReadonlySet<string>;
  /** Legs that were found, or left behind, and belong to nobody: each waits for its end to be told. */
  strangers(): Iterable<string>;
  /** The calls that are going on. */
  liveCallIds(): ReadonlySet<string>;
  /** Calls of the process before of whose callers no node has told yet. */
  awaitedCallIds(): ReadonlySet<string>;
  /** Of several nodes some have not told yet what they hold: their callers may have been here before all others. */
  isStarting(): boolean;
  /** Nodes that have not told yet whom they carry, and are waited for. */
  nodesAwaited(): ReadonlySet<string>;
  /** Since when the exchange of each node has run, by its own clock, as far as it says. */
  exchangesSinceMs(): ReadonlyMap<string, number>;
  /** The node of a leg that is known; undefined when it is not. */
  nodeOf(legId: string): string | undefined;
  /** How many calls are on this node. */
  callsOn(node: string): number;
  /** What another process must know to go on with the call; undefined when it is over, or nobody can. */
  snapshot(callId: string, now: Now): CallSnapshot | undefined;
  /** Whether the fate of this recording is still to be told to a call. */
  awaits(recordingId: string): boolean;
  /** Versions of the flows that new callers meet, or in which a call goes on. */
  flowVersions(): ReadonlySet<string>;
  /** How many new calls are let in now. */
  admission(): AdmissionState;
  /** Throws `Broken` when an invariant is violated. */
  check(now: Now): void;
}

/** `isUnderWay`: the customer is being called, or is on the phone: it is too late to change anything. */
export type LiveCallback = Callback & { readonly isUnderWay: boolean };

/** Far fewer callers come in a millisecond. */
const PLACES_PER_MS = 1_000;

/**
 * Places that are given from now on have numbers behind those of every process before this one, whose callers may still
 * stand in the lines: no two places are the same.
 */
const routerOf = ({ wallMs }: Now): Routing =>
  new FastRouter({ seqFrom: Math.floor(wallMs) * PLACES_PER_MS });

/** Made by a factory, no state outside it: simulation, replay and production run side by side. */
export function createSwitchboard(plan: Plan, now: Now, router: Routing = routerOf(now)): Switchboard {
  const desk = new Desk(plan, now, router);
  return {
    handle(event, out, at) {
      desk.now = at;
      desk.out = out;
      catchUp(desk);
      dispatch(desk, event);
      matchAll(desk);
      markChangedPlaces(desk);
      desk.armRouter();
      desk.tellTouched();
    },
    catchUp(out, at, budget) {
      desk.now = at;
      desk.out = out;
      const isDone = catchUp(desk, budget);
      markChangedPlaces(desk);
      desk.tellTouched();
      return isDone;
    },
    board: (at) => paintBoard(desk, at),
    call: (callId) => {
      const call = desk.calls.get(callId);
      return call && paintCall(call);
    },
    operator: (operatorId) => {
      const operator = desk.roster.find(operatorId);
      return operator && paintOperator(desk, operator);
    },
    whyWaiting: (callId, at) => whyWaiting(desk, callId, at),
    callback(callbackId) {
      const open = desk.callbacks.get(callbackId);
      return open && { ...open.record, isUnderWay: isUnderWay(desk, open) };
    },
    noCallback: (number, queueId) => hindranceTo(desk, number, queueId),
    staffOf: (queueId) =>
      [...desk.roster.all()].filter(({ profile }) => Object.hasOwn(profile.queues, queueId)),
    knownLegs: () => knownLegs(desk),
    unendedLegs: () =>
      new Set([...knownLegs(desk), ...legsBefore(desk), ...desk.outboundUse.unended().keys()]),
    strangers: () => desk.strangers.keys(),
    liveCallIds: () => new Set(desk.calls.keys()),
    awaitedCallIds: () => new Set(desk.knownBefore.keys()),
    isStarting: () => desk.nodes.isStarting,
    nodesAwaited: () => desk.nodes.awaited(),
    exchangesSinceMs: () => desk.nodes.startsMs(),
    nodeOf: (legId) => desk.nodeOf(legId),
    callsOn: (node) => desk.countOn(node),
    snapshot(callId, at) {
      const call = desk.calls.get(callId);
      return call === undefined ? desk.knownBefore.get(callId)?.snapshot : snapshotOf(call, desk, at);
    },
    awaits: (recordingId) => desk.callOfRecording.has(recordingId) || awaitsTape(desk, recordingId),
    flowVersions: () => versionsMet(desk.plan, desk.calls.values()),
    admission: () => desk.admission.state,
    check: (at) => desk.router.check(at.monoMs),
  };
}

function* knownLegs(desk: Desk): Iterable<string> {
  yield* desk.callOfLeg.keys();
  yield* desk.operatorLegs.keys();
  yield* desk.outLegs.keys();
  yield* desk.supervisorLegs.keys();
  yield* desk.serviceLegs.keys();
}

function dispatch(desk: Desk, event: Event): void {
  switch (event.kind) {
    case 'callerArrived':
      return event.isRehomed === true ? callerRehomed(desk, event) : callerArrived(desk, event);
    case 'phoneCalled':
      return phoneCalled(desk, event);
    case 'legRinging':
      return legRinging(desk, event.legId);
    case 'legAnswered':
      return legAnswered(desk, event.legId);
    case 'legEnded':
      return legEndTold(desk, event.legId, event.end);
    case 'digitPressed':
      return digitPressed(desk, event.legId, event.digit);
    case 'playFinished':
      return playFinished(desk, event);
    case 'recorded':
      return recorded(desk, event);
    case 'kept':
      return kept(desk, event);
    case 'legsJoined':
      return desk.withCall(event.callId, (call) => bothHear(desk, call, event.legIds));
    case 'phoneChanged':
      return phoneChanged(desk, event.phoneId, event.reachable);
    case 'commandFailed':
      return commandFailed(desk, event);
    case 'timerFired':
      return timerFired(desk, event satisfies TimerFired);
    case 'fetched':
      return desk.withCall(event.callId, (call) => fetched(desk, call, event.fetchId, event.result));
    case 'pinChecked':
      return pinChecked(desk, event.legId, event.isRight);
    case 'presenceRestored':
      return restored(desk, event);
    case 'signInsRestored':
      return signInsRestored(desk, event.tries);
    case 'callersRestored':
      return callersRestored(desk, event);
    case 'callsRestored':
      return callsRestored(desk, event);
    case 'minutesRestored':
      return desk.outboundUse.restore(event, desk.now);
    case 'legSilent':
      return legSilent(desk, event.legId);
    case 'floorChanged':
      return floorChanged(desk, event);
    case 'flowsChanged':
      return flowsChanged(desk, event);
    case 'schedulesChanged':
      return schedulesChanged(desk, event);
    case 'drainAsked':
    case 'drainEnded':
    case 'loadMeasured':
    case 'callerTurnedAway':
      return doorEvent(desk, event);
    case 'transferAsked':
      return phoneTransfers(desk, event.legId, event.to);
    case 'exchangeBack':
    case 'exchangeLost':
    case 'nodeDied':
    case 'callerLetGo':
    case 'legMoved':
    case 'legFound':
    case 'diaryRead':
      return exchangeEvent(desk, event);
    // All that are left are what people ask for: one of another kind would not compile.
    default:
      return peopleAsked(desk, event);
  }
}

function bothHear(desk: Desk, call: Call, legIds: readonly string[]): void {
  if (!outJoined(desk, call, legIds)) joined(desk, call, legIds);
}

function legRinging(desk: Desk, legId: string): void {
  if (outRang(desk, legId) || customerRang(desk, legId)) return;
  const call = desk.calls.get(desk.operatorLegs.get(legId)?.callId ?? '');
  const offer = call?.offers.get(legId);
  if (call === undefined || offer === undefined || offer.rang) return;
  offer.rang = true;
  desk.write({ kind: 'rang', callId: call.id, offerId: legId, operator: offer.operatorId });
}

/**
 * A late answer, of an offer that is over, is resolved by its id: that leg goes before anything is joined.
 */
function legAnswered(desk: Desk, legId: string): void {
  const caller = desk.callWithLeg(legId);
  if (caller !== undefined) {
    caller.isUp = true;
    return;
  }
  if (customerAnswered(desk, legId) || outAnswered(desk, legId) || supervisorAnswered(desk, legId)) return;
  const leg = desk.operatorLegs.get(legId);
  if (leg === undefined) return strangerAnswered(desk, legId);
  const call = desk.calls.get(leg.callId);
  const offer = call?.offers.get(legId);
  if (call !== undefined && offer !== undefined) operatorAnswered(desk, call, offer);
  else if (call?.consulted?.legId === legId) {
    if (call.consulted.state === 'ringing') consultAnswered(desk, call, call.consulted);
  } else if (call?.talk?.legId !== legId) cancelLeg(desk, legId, 'normal');
}

/** Whoever is called presses them to take the call; a caller in a line says what the queue knows, else the flow. */
function digitPressed(desk: Desk, legId: string, digit: string): void {
  if (tryPressed(desk, legId, digit) || signInPressed(desk, legId, digit)) return;
  const call = desk.callWithLeg(legId);
  if (call === undefined) return outPressed(desk, legId, digit);
  if (call.visit !== null && call.talk === null) return keyInLine(desk, call, call.visit, digit);
  runStep(desk, call, { kind: 'digitPressed', digit, atMonoMs: desk.now.monoMs });
}

function playFinished(desk: Desk, event: Extract<TelephonyEvent, { kind: 'playFinished' }>): void {
  servicePlayed(desk, event.legId, event.playId);
  operatorHeard(desk, event.legId, event.playId);
  outPlayed(desk, event.legId, event.playId);
  tryHeard(desk, event.legId, event.playId);
  const call = desk.callWithLeg(event.legId);
  const sayId = call === undefined ? null : sayIdIn(call, event.playId);
  if (call === undefined || sayId === null || announced(desk, call, sayId)) return;
  if (event.ok) return runStep(desk, call, { kind: 'sayFinished', sayId, ok: true });
  call.unheard.add(sayId);
  desk.startTimer(call, 'unheard', TIMES_MS.unheard);
}

function restored(desk: Desk, event: PresenceRestored): void {
  const { operator: operatorId, presence, reason, phone, wrapUpEndsMs } = event;
  const operator = desk.roster.find(operatorId);
  if (operator === undefined) return;
  const isPhoneGone = phone != null && !desk.plan.devices.includes(phone);
  if (isPhoneGone) return;
  operator.setPresence(presence, reason, desk.now.wallMs);
  if (phone != null && presence !== 'offline') seatAgain(desk, operator, phone);
  if (wrapUpEndsMs != null) wrapUpAgain(desk, operator, wrapUpEndsMs);
  desk.seatChanged(operator);
  staffingChanged(desk, operator);
}

function callersRestored(desk: Desk, { callers }: CallersRestored): void {
  for (const { caller, operator, language } of callers) {
    if (operator !== null) desk.lastOperators.put(caller, operator);
    if (language !== null) desk.languages.put(caller, language);
  }
}

function schedulesChanged(desk: Desk, { schedules, switched }: SchedulesChanged): void {
  desk.plan = { ...desk.plan, schedules };
  if (switched !== null) desk.write({ kind: 'emergencySwitched', ...switched });
}
