import type { Place } from '../routing.ts';
import { OFFER } from './bonds.ts';
import type { Tables } from './tables.ts';

/** Where the caller stands; those who are being rung in the order in which they were chosen. */
export function placeOf({ callers, lines, bonds, operators }: Tables, caller: number): Place {
  const line = callers.lineOf(caller);
  const offeredTo: string[] = [];
  for (let bond = callers.bondOf(caller); bond >= 0; bond = bonds.nextOfCaller(bond)) {
    if (bonds.kindOf(bond) === OFFER) offeredTo.unshift(operators.idOf(bonds.operatorOf(bond)));
  }
  return {
    seq: callers.seqOf(caller),
    class: callers.classOf(caller),
    boostMs: callers.boostMsOf(caller),
    enteredMs: callers.enteredMsOf(caller),
    queueId: lines.demandOf(line).rules.id,
    stagesBegun: lines.stageOf(line),
    offeredTo,
  };
}

/** Callers of the queue in the order in which they are served. */
export function callersIn({ queues, lines, callers }: Tables, queueId: string): readonly number[] {
  const found: number[] = [];
  for (const demand of queues.find(queueId)?.demands ?? []) {
    for (const line of demand.lines.values()) {
      for (let at = lines.eldestOf(line); at >= 0; at = lines.nextByAge(line, at)) found.push(at);
    }
  }
  return found.sort((one, other) => (callers.isBefore(one, other) ? -1 : 1));
}

/** Operators in the order in which they were seated. */
export function seatedIn({ operators }: Tables): readonly number[] {
  const found: number[] = [];
  for (let at = operators.seated.next(0); at >= 0; at = operators.seated.next(at + 1)) found.push(at);
  return found.sort((one, other) => operators.seatOf(one) - operators.seatOf(other));
}
