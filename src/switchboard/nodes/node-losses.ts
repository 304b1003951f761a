import { writeTurnedAway } from '../arrivals/refusals.ts';
import { type Call, isAbsent } from '../call.ts';
import type { Desk, OperatorLeg } from '../desk.ts';
import { callerGone } from '../ending.ts';
import type { TimerKey } from '../event.ts';
import { nodeIsAlive, reachChanged } from '../lines/reach.ts';
import { outLegForgotten } from '../misfortunes.ts';
import { serviceLegEnded } from '../operators/service-calls.ts';
import { endWithNode, legLost, loseHome, operatorLegLost, stayInLine } from '../recovery/homeless.ts';
import { supervisorLost } from '../talks/supervision.ts';
import { operatorChanged, releaseOperator } from '../talks/talking.ts';
import { TIMES_MS } from '../times.ts';
import { isOn } from './nodes.ts';

/** A node is away: of several, nobody is rung for those who wait there until it is back. Without an edge all wait. */
export function nodeAway(desk: Desk, node: string): void {
  desk.nodes.isAway(node);
  reachChanged(desk, node);
}

/**
 * The node is dead, or a new one, and all its legs with it. Behind an edge its callers are still there, and come to
 * another node within a limit; their calls go on then. Operators are free at once.
 */
export function nodeDied(desk: Desk, node: string): void {
  const generation = desk.nodes.isDead(node);
  const key = { owner: node, purpose: 'dead', generation } as const;
  desk.want({ kind: 'startTimer', key, delayMs: TIMES_MS.rehoming });
  reachChanged(desk, node);
  for (const call of [...desk.calls.values()]) if (isOn(call, node)) callLost(desk, call);
  const left = [...desk.operatorLegs].filter(([, leg]) => isOn(leg, node));
  for (const [legId, leg] of left) operatorLegLost(desk, legId, leg);
  for (const [, leg] of left) releaseOperator(desk, leg);
  for (const [legId, leg] of [...desk.outLegs]) {
    if (!isOn(leg, node)) continue;
    outLegForgotten(desk, legId);
    legLost(desk, legId, node);
  }
  for (const [legId, leg] of [...desk.supervisorLegs]) {
    if (!isOn(leg, node)) continue;
    supervisorLost(desk, legId, leg);
    legLost(desk, legId, node);
  }
  for (const [legId, leg] of [...desk.serviceLegs]) {
    if (!isOn(leg, node)) continue;
    serviceLegEnded(desk, legId);
    legLost(desk, legId, node);
  }
}

/** What the edge has said of a node it may have said too late: if it is connected, it is tried again after a while. */
export function deadForLong(desk: Desk, { owner: node, generation }: TimerKey): void {
  nodeIsAlive(desk, node, generation);
}

/** Nobody brings an operator's own call to another node, or one of ours to a customer. */
function callLost(desk: Desk, call: Call): void {
  if (call.homeless !== null || call.isGone) return;
  if (isAbsent(call) && call.talk === null && call.callback?.legs.size === 0) return stayInLine(desk, call);
  if (call.own !== null || call.callback !== null) return endWithNode(desk, call);
  loseHome(desk, call);
  desk.startTimer(call, 'home', TIMES_MS.rehoming);
}

/** The node is a new one: what it had before is dead, and what was told to end there has ended. */
export function exchangeRestarted(desk: Desk, node: string): void {
  const isLast = !desk.nodes.areOthersThere(node);
  const holders = holdersOf(desk, node);
  if (desk.nodes.hasEdge) nodeDied(desk, node);
  else loseAll(desk, node);
  for (const [recordingId, tape] of desk.tapes) if (isOn(tape, node)) desk.tapes.delete(recordingId);
  forgetStrangers(desk, node);
  if (isLast) losePhones(desk);
  else freePhones(desk, holders);
}

/** Operators whose phones are held by legs on this node that are no call's. */
function holdersOf(desk: Desk, node: string): ReadonlySet<string> {
  const legs = [desk.serviceLegs, desk.supervisorLegs, desk.strangers].flatMap((each) => [...each.values()]);
  return new Set(legs.flatMap((leg) => (isOn(leg, node) ? (leg.operatorId ?? []) : [])));
}

function freePhones(desk: Desk, holders: ReadonlySet<string>): void {
  for (const operatorId of holders) {
    const operator = desk.roster.find(operatorId);
    if (operator?.isPhoneInUse !== true || desk.holdsPhone(operatorId)) continue;
    operator.isPhoneInUse = false;
    operatorChanged(desk, operator);
  }
}

/** Every call of the node has ended. */
function loseAll(desk: Desk, node: string): void {
  const operatorLegs = [...desk.operatorLegs].filter(([, leg]) => isOn(leg, node));
  for (const [legId] of operatorLegs) desk.operatorLegs.delete(legId);
  const legs: readonly OperatorLeg[] = operatorLegs.map(([, leg]) => leg);
  for (const [legId, leg] of desk.supervisorLegs) if (isOn(leg, node)) desk.supervisorLegs.delete(legId);
  for (const [legId, leg] of [...desk.outLegs]) if (isOn(leg, node)) outLegForgotten(desk, legId);
  for (const call of [...desk.calls.values()]) if (isOn(call, node)) callerGone(desk, call, 'node_failure');
  for (const leg of legs) releaseOperator(desk, leg);
  for (const [legId, leg] of desk.serviceLegs) {
    if (!isOn(leg, node)) continue;
    desk.serviceLegs.delete(legId);
    desk.signingIn.delete(legId);
  }
}

function forgetStrangers(desk: Desk, node: string): void {
  for (const [legId, stranger] of [...desk.strangers]) {
    if (!isOn(stranger, node)) continue;
    desk.strangers.delete(legId);
    if (stranger.turnedAway !== undefined) writeTurnedAway(desk, stranger.turnedAway);
  }
}

/** No phone is known to be there: the exchange tells of each of them. */
function losePhones(desk: Desk): void {
  desk.phonesThere.clear();
  for (const operator of desk.roster.all()) {
    operator.isRegistered = false;
    operator.isReachable = false;
    operator.isPhoneInUse = false;
    operatorChanged(desk, operator);
  }
}
