import type { Desk } from '../desk.ts';
import { TIMES_MS } from '../times.ts';
import { callersGone, giveUpTheRest } from './gone-meanwhile.ts';

/** No call, leg or operator has an empty id. */
const NOBODY = '';

/** The first node of those behind the edge has told what it holds: the others do so within a moment, or are away. */
export function awaitOthers(desk: Desk): void {
  const of = { owner: NOBODY, generation: 0 };
  desk.want({ kind: 'startTimer', key: { ...of, purpose: 'start' }, delayMs: TIMES_MS.nodesTell });
  desk.want({ kind: 'startTimer', key: { ...of, purpose: 'away' }, delayMs: TIMES_MS.nodeAway });
}

/** A node has told: if it was the last, or the only one that is waited for, whoever is first in the line is served. */
export function nodeTold(desk: Desk): void {
  if (!desk.nodes.isStarting) return callersGone(desk);
  if (!desk.nodes.areAllSeen) return;
  desk.want({ kind: 'stopTimer', key: { owner: NOBODY, purpose: 'start', generation: 0 } });
  startIsOver(desk);
}

/** All have told, or the others take too long. Whose callers are not there by now has lost them. */
export function startIsOver(desk: Desk): void {
  if (!desk.nodes.isStarting) return;
  desk.nodes.startIsOver();
  callersGone(desk);
  for (const operator of desk.roster.all()) desk.seatChanged(operator);
}

/** Nodes that never told, and callers who were not brought to another one: nobody waits for them any more. */
export function nodesGivenUp(desk: Desk): void {
  desk.nodes.areWaitedForNoMore();
  giveUpTheRest(desk);
}
