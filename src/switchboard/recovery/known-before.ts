import { createFlowState, type FlowState } from '../../flow/index.ts';
import type { LiveLeg } from '../../telephony/index.ts';
import { arrivedMsOf } from '../arrivals/arriving.ts';
import { type Asked, type Call, newCall, type Tape, withLegBefore } from '../call.ts';
import type { Desk } from '../desk.ts';
import type { CallsRestored } from '../event.ts';
import { scriptFor } from '../flows/script-for.ts';
import type { Script } from '../plan.ts';
import { restoreOut } from './calls-out-again.ts';
import { type PlaceMark, readPlaceMark, readTapeMark } from './marks.ts';
import type { CallSnapshot, VisitSnapshot } from './snapshot.ts';

/**
 * What the process did in its last moment was not kept: legs that it rang then may have had these numbers, and are
 * older than those of the process that goes on.
 */
export const NUMBERS_UNKNOWN = 100;

/** A call of another process, made anew; `kept` is what is known of how it stood. */
export type KnownCall = {
  readonly call: Call;
  readonly kept: CallSnapshot | null;
  readonly visit: VisitSnapshot | null;
};

/** After a start: what the process before knew of its calls, for when the exchange tells whose callers are there. */
export function callsRestored(desk: Desk, { calls, scripts, over }: CallsRestored): void {
  for (const callId of over) {
    desk.overBefore.add(callId);
    desk.endedCalls.put(callId, true);
  }
  for (const snapshot of calls) {
    const script = scripts.get(snapshot.flowHash);
    desk.knownBefore.set(snapshot.callId, { snapshot, script: script ?? null });
  }
}

/** The legs with which these calls were kept: of callers, and of whoever talked with them or was rung for them. */
export function* legsBefore(desk: Desk): Iterable<string> {
  for (const { snapshot } of desk.knownBefore.values()) {
    const { callerLeg, offers, talk, talkOut } = snapshot;
    yield callerLeg;
    for (const { id } of offers) yield id;
    if (talk !== null) yield talk.legId;
    if (talkOut !== null) yield talkOut.leg.legId;
  }
}

/**
 * The call of a caller's leg as it was known before: from what was kept of it, else from the marks on the leg itself.
 * Undefined when nothing is known.
 */
export function knownCall(desk: Desk, leg: LiveLeg, callId: string): KnownCall | undefined {
  const known = desk.knownBefore.get(callId);
  const marked = readPlaceMark(leg.marks.place, desk.now);
  const visit = newest(known?.snapshot ?? null, marked?.visit ?? null);
  if (known !== undefined) {
    const { snapshot, script } = known;
    const call = callKept(desk, snapshot, script, leg);
    if (marked !== undefined && visit === marked.visit) call.flow = standingAt(call.flow, marked);
    tapeAsMarked(call, leg, snapshot.atWallMs);
    return { call, kept: snapshot, visit };
  }
  if (marked === undefined) return undefined;
  return { call: callMarked(desk, leg, callId, marked), kept: null, visit };
}

/** The call as the marks tell it, and the number that was dialled: what the flow knew beside that is lost. */
function callMarked(desk: Desk, leg: LiveLeg, callId: string, { flow, step }: PlaceMark): Call {
  const { numbers, ...script } = scriptFor(desk.plan, callId, leg.caller.number);
  const call = newCall(whoIs(leg, callId), script);
  const { caller, dialled } = call;
  const number = numbers.find(dialled);
  const language = number?.language ?? desk.plan.languages[0] ?? 'en';
  const rank = { class: number?.class ?? null, boostMs: number?.boostMs ?? 0 };
  const start = { flow, language, caller: caller.number, dialled, ...rank };
  call.flow = { ...createFlowState(start), step, answered: true };
  call.isFlowMarked = true;
  call.offersCount = NUMBERS_UNKNOWN;
  tapeAsMarked(call, leg, 0);
  return upAs(call, leg);
}

/**
 * The mark is written as the caller enters the line, and what is kept of that a moment later; of a caller who has left
 * it again, or was being let go, something had been kept, whatever the wall clock says.
 */
function newest(kept: CallSnapshot | null, marked: VisitSnapshot | null): VisitSnapshot | null {
  if (kept === null) return marked;
  const hasWaited = kept.visit !== null || kept.met !== null || kept.left !== null;
  const wasLetGo = kept.outcome !== null;
  const isNewer = marked !== null && marked.enteredWallMs > kept.atWallMs;
  return isNewer && !hasWaited && !wasLetGo ? marked : kept.visit;
}

/** What was wanted of the recording since the call was kept, if it was. */
function tapeAsMarked(call: Call, { marks }: LiveLeg, keptWallMs: number): void {
  const marked = readTapeMark(marks.tape);
  if (marked === null || marked.atWallMs < keptWallMs) return;
  call.tape.wish = marked.wish;
  call.tape.isPaused = marked.isPaused;
}

/**
 * What was kept is older than the place in the line: the flow waits at its queue step, and for nothing that it waited
 * for before.
 */
const standingAt = (flow: FlowState | null, { flow: name, step }: PlaceMark): FlowState | null =>
  flow && { ...flow, flow: name, step, saying: null, listenId: null, fetching: null, errandId: null };

const whoIs = (leg: LiveLeg, id: string): Parameters<typeof newCall>[0] => ({
  ...{ id, callerLeg: leg.legId, node: leg.node, caller: leg.caller, dialled: leg.marks.dialled ?? '' },
  arrivedMs: arrivedMsOf(leg) ?? 0,
});

/** The call as it was kept; in the flows that new callers meet, where those of its own version are gone. */
export function callKept(
  desk: Desk,
  kept: CallSnapshot,
  script: Script | null,
  leg: Pick<LiveLeg, 'legId' | 'node' | 'answered'>,
): Call {
  const { caller, dialled, arrivedMs } = kept;
  const who = { id: kept.callId, callerLeg: leg.legId, node: leg.node, caller, dialled, arrivedMs };
  const call = newCall(who, script ?? scriptFor(desk.plan, kept.callId, caller.number));
  const { flow, tape, hasMessage, hasCallback, hasTalked, hasTalkedOut, outcome, endedBy } = kept;
  const { offersCount, whisper, announcement, isAnswered } = kept;
  call.legsBefore = leg.legId === kept.callerLeg ? kept.legsBefore : withLegBefore(kept, kept.callerLeg);
  Object.assign(call, {
    flow,
    tape: { ...tape, recordingId: null, stopping: leg.legId === kept.callerLeg ? partsGoingOn(tape) : [] },
    hasMessage,
    hasCallback,
    hasTalked,
    hasTalkedOut,
  });
  Object.assign(call, { outcome, endedBy, whisper, announcement, isAnswered });
  call.offersCount = offersCount + NUMBERS_UNKNOWN;
  call.isFlowMarked = true;
  call.keptBefore = kept;
  call.asked = askedOf(kept);
  restoreMet(desk, call, kept);
  restoreOut(call, kept);
  return upAs(call, leg);
}

/** Parts of the recording that the process before had begun: what each hears is told to nobody before it is stopped. */
const partsGoingOn = ({
  recordingId,
  stopping = [],
}: Partial<Pick<Tape, 'stopping'>> & Tape): readonly string[] =>
  recordingId === null ? stopping : [...stopping, recordingId];

/** An older version kept no key, or handed on that of an earlier request: its own was made of call and visit. */
function askedOf({ callId, flow, asked = null }: CallSnapshot): Asked | null {
  const visit = flow?.fetching?.visit ?? asked?.visit;
  return visit === undefined || visit === asked?.visit ? asked : { visit, key: `${callId}-${visit}` };
}

function upAs(call: Call, { answered }: Pick<LiveLeg, 'answered'>): Call {
  call.isUp = answered;
  call.isAnswered ||= answered;
  return call;
}

/** A queue that is gone from the files is one in which nobody has met. */
function restoreMet(desk: Desk, call: Call, { met, left }: CallSnapshot): void {
  const queue = desk.plan.queues.get(met?.queue ?? '');
  if (met !== null && queue !== undefined) call.met = { ...met, queue };
  call.left = left;
}

/** The journal says that another process goes on with the call. */
export function tellAdopted(
  desk: Desk,
  call: Call,
  phase: Call['phase'],
  operator: string | null = null,
): void {
  call.phase = phase;
  const { visit, consulted } = call;
  const waitedMs = visit === null ? null : Math.round(desk.now.monoMs - visit.enteredMonoMs);
  const { id: callId, arrivedMs, dialled } = call;
  const arrival = { arrivedMs, caller: call.caller.number, dialled };
  desk.write({
    kind: 'adopted',
    callId,
    phase,
    queue: visit?.queue.id ?? null,
    waitedMs,
    operator,
    ...(consulted !== null && { consulted: consulted.operatorId }),
    ...arrival,
  });
}
