import type { TelephonyEvent } from '../telephony/index.ts';
import { newCall } from './call.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';
import { hangUpCall } from './ending.ts';
import { startFlow } from './flow-driver.ts';
import { scriptFor } from './script-for.ts';
import { TIMES_MS } from './times.ts';

type Arrived = Extract<TelephonyEvent, { kind: 'callerArrived' }>;

/** What to do with a caller whom there is no room to think about: the record says so, and the leg is hung up. */
export function turnedAway({ callId, legId, dialled, caller }: Arrived, atMs: number): readonly Command[] {
  const arrived = { kind: 'callArrived', callId, dialled, caller: caller.number, flow: null, atMs } as const;
  const ended = { kind: 'callEnded', callId, outcome: 'rejected', where: null, by: 'system', atMs } as const;
  return [
    { kind: 'hangUp', legId, reason: 'overloaded' },
    { kind: 'write', entry: arrived },
    { kind: 'write', entry: ended },
  ];
}

/**
 * A new caller meets the flow of the number that was dialled. `numbersBefore`: offers and visits of steps may have had
 * these numbers, which are not given again.
 */
export function callerArrived(
  desk: Desk,
  { callId, legId, dialled, caller, arrivedWallMs }: Arrived,
  numbersBefore = 0,
): void {
  if (desk.calls.has(callId) || desk.callOfLeg.has(legId) || desk.endedLegs.has(legId)) return;
  const who = { id: callId, callerLeg: legId, caller, dialled, arrivedMs: arrivedWallMs };
  const { side: trial, numbers, ...script } = scriptFor(desk.plan, callId, caller.number);
  const call = newCall(who, script);
  call.offersCount = numbersBefore;
  const number = numbers.find(dialled);
  const isFull = desk.isDraining || desk.calls.size >= desk.plan.callsMax;
  desk.calls.set(callId, call);
  desk.callOfLeg.set(legId, callId);
  const met = { flow: number?.flow ?? null, flowHash: script.flowHash, ...(trial !== null && { trial }) };
  desk.write({ kind: 'callArrived', callId, dialled, caller: caller.number, ...met });
  if (isFull) return hangUpCall(desk, call, 'overloaded', 'rejected');
  if (number === undefined) return hangUpCall(desk, call, 'no_such_number', 'rejected');
  desk.startTimer(call, 'unanswered', TIMES_MS.unanswered);
  startFlow(desk, call, number, numbersBefore);
}
