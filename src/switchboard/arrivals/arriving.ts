import type { TrialSide } from '../../journal/index.ts';
import type { LiveLeg, TelephonyEvent } from '../../telephony/index.ts';
import { newCall } from '../call.ts';
import type { Command } from '../command.ts';
import type { Desk } from '../desk.ts';
import { hangUpCall } from '../ending.ts';
import { startFlow } from '../flows/flow-driver.ts';
import { scriptFor } from '../flows/script-for.ts';
import { nodeIsAlive } from '../lines/reach.ts';
import type { NumberPlan, Script } from '../plan.ts';
import { TIMES_MS } from '../times.ts';
import type { AtTheDoor } from './admission.ts';
import { turnAway } from './refusals.ts';
import { forsake } from './strangers.ts';

export type Arrived = Extract<TelephonyEvent, { kind: 'callerArrived' }>;

/** What to do with a caller whom there is no room to think about: the record says so, and the leg is hung up. */
export function turnedAway({ callId, legId, dialled, caller }: Arrived, atMs: number): readonly Command[] {
  const arrived = { kind: 'callArrived', callId, dialled, caller: caller.number, flow: null, atMs } as const;
  const why = { where: null, by: 'system', refused: 'no_room' } as const;
  const ended = { kind: 'callEnded', callId, outcome: 'rejected', ...why, atMs } as const;
  return [
    { kind: 'hangUp', legId, reason: 'overloaded' },
    { kind: 'write', entry: arrived },
    { kind: 'write', entry: ended },
  ];
}

/** A new caller meets the flow of the number that was dialled, or is turned away at the door. */
export function callerArrived(desk: Desk, arrived: Arrived): void {
  nodeIsAlive(desk, arrived.node);
  if (isLeftBehind(desk, arrived)) return forsake(desk, arrived.legId, arrived.node);
  if (isKnown(desk, arrived)) return;
  const met = meeting(desk, arrived);
  const why = desk.isDraining ? 'draining' : desk.admission.refusal(atTheDoor(desk, arrived, met), desk.now);
  if (why === null) return letIn(desk, arrived, met, 0);
  turnAway(desk, arrived, why);
}

/**
 * A caller who was let in before, by a process that died and of whose call nothing is known: nobody is turned away
 * because our memory is new. `numbersBefore`: offers and visits of steps may have had these numbers, which are not
 * given again.
 */
export function callerIsBack(desk: Desk, arrived: Arrived, numbersBefore: number): void {
  if (!isKnown(desk, arrived)) letIn(desk, arrived, meeting(desk, arrived), numbersBefore);
}

/**
 * Behind an edge a call has one leg of its caller's at a time: another one, of which we are told only now, and not as
 * the one on which the caller has come again, is that of before.
 */
function isLeftBehind(desk: Desk, { callId, legId }: Arrived): boolean {
  if (!desk.nodes.hasEdge || desk.callOfLeg.has(legId) || desk.strangers.has(legId)) return false;
  return !desk.endedLegs.has(legId) && (desk.calls.has(callId) || desk.endedCalls.has(callId));
}

const isKnown = (desk: Desk, { callId, legId }: Arrived): boolean =>
  desk.calls.has(callId) ||
  desk.callOfLeg.has(legId) ||
  desk.strangers.has(legId) ||
  desk.endedLegs.has(legId);

/** What the caller would meet: the version of the flows, and what the number leads to. */
type Meeting = {
  readonly script: Script;
  readonly trial: TrialSide | null;
  readonly number: NumberPlan | undefined;
};

function meeting({ plan }: Desk, { callId, dialled, caller }: Arrived): Meeting {
  const { side: trial, numbers, ...script } = scriptFor(plan, callId, caller.number);
  return { script, trial, number: numbers.find(dialled) };
}

function atTheDoor({ plan, calls }: Desk, { caller, isAnswered }: Arrived, met: Meeting): AtTheDoor {
  const isUrgent = met.number?.isUrgent === true || plan.callers.get(caller.number)?.isUrgent === true;
  return { callsNow: calls.size, callsMax: plan.callsMax, isUrgent, isAnswered: isAnswered === true };
}

function letIn(desk: Desk, arrived: Arrived, met: Meeting, numbersBefore: number): void {
  const { callId, legId, node, dialled, caller, arrivedWallMs } = arrived;
  const { script, trial, number } = met;
  const who = { id: callId, callerLeg: legId, node, caller, dialled, arrivedMs: arrivedWallMs };
  const call = newCall(who, script);
  call.offersCount = numbersBefore;
  if (numbersBefore > 0) call.takenOverMs = desk.now.wallMs;
  desk.calls.set(callId, call);
  desk.callOfLeg.set(legId, callId);
  const version = { flow: number?.flow ?? null, flowHash: script.flowHash, ...(trial !== null && { trial }) };
  const where = desk.nodes.hasEdge ? { node } : {};
  const atMs = Math.min(arrivedWallMs, desk.now.wallMs);
  desk.write({ kind: 'callArrived', callId, dialled, caller: caller.number, ...version, ...where, atMs });
  if (number === undefined) return hangUpCall(desk, call, 'no_such_number', 'rejected');
  desk.startTimer(call, 'unanswered', TIMES_MS.unanswered);
  startFlow(desk, call, number, numbersBefore);
}

/** Since when a caller's leg is there: by the exchange, else by its mark, which knows whole seconds. */
export function arrivedMsOf({ createdWallMs, marks }: LiveLeg): number | undefined {
  return createdWallMs ?? (marks.arrived === undefined ? undefined : 1_000 * Number(marks.arrived));
}

/** As if the caller's leg had only come now; since when the caller is there, it says itself. */
export function arrivalOf(desk: Desk, leg: LiveLeg, callId: string): Arrived {
  const { legId, node, caller, marks, answered } = leg;
  const arrivedWallMs = arrivedMsOf(leg) ?? desk.now.wallMs;
  const dialled = marks.dialled ?? '';
  const who = { node, callId, legId, dialled, caller, arrivedWallMs };
  return { kind: 'callerArrived', ...who, ...(answered && { isAnswered: true }) };
}
