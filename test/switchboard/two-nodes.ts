import type { Now } from '../../src/base/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { Floor } from './floor.ts';
import { callerLeg, keptOf } from './next-process.ts';

export const NODES = ['north', 'south'] as const;
export type NodeName = (typeof NODES)[number];

/** A floor behind an edge, with two nodes that have not told of themselves yet. */
const behindEdge = (changes: Readonly<Record<string, string>> = {}, callsMax = 100, at?: Now): Floor =>
  new Floor(changes, callsMax, 'rehearsals', at, undefined, NODES);

/** Both nodes are there, and nobody is on them. */
export function twoNodes(changes: Readonly<Record<string, string>> = {}, callsMax = 100): Floor {
  const floor = behindEdge(changes, callsMax);
  for (const node of NODES) isBack(floor, node);
  return floor;
}

export function isBack(floor: Floor, node: NodeName, legs: readonly LiveLeg[] = [], startedWallMs = 1): void {
  const held = legs.map((leg) => ({ ...leg, node }));
  floor.put({ kind: 'exchangeBack', node, restarted: false, startedWallMs, legs: held });
}

export const restarts = (floor: Floor, node: NodeName): void =>
  floor.put({ kind: 'exchangeBack', node, restarted: true, startedWallMs: 2, legs: [] });

export const dies = (floor: Floor, node: NodeName): void => floor.put({ kind: 'nodeDied', node });

export function arrivesOn(floor: Floor, callId: string, node: NodeName, dialled = '100', who = callId): void {
  const caller = { number: `+7916000${who.slice(1).padStart(4, '0')}`, name: '' };
  const arrived = {
    callId,
    legId: `leg-${callId}`,
    dialled,
    caller,
    arrivedWallMs: floor.clock.now().wallMs,
  };
  floor.put({ kind: 'callerArrived', node, ...arrived });
}

/** The edge brings the caller to this node, with a new leg. */
export function rehomed(floor: Floor, callId: string, node: NodeName, legId = `again-${callId}`): void {
  const caller = { number: `+7916000${callId.slice(1).padStart(4, '0')}`, name: '' };
  const arrived = { callId, legId, dialled: '100', caller, arrivedWallMs: floor.clock.now().wallMs };
  floor.put({ kind: 'callerArrived', node, ...arrived, isRehomed: true });
}

/** The operator picks up, and the exchange joins the two. */
export function talksOn(floor: Floor, callId: string, legId: string, callerLegId = `leg-${callId}`): void {
  floor.put({ kind: 'legAnswered', legId });
  floor.put({ kind: 'legsJoined', callId, legIds: [callerLegId, legId] });
}

/** The caller's leg as the other node holds it. */
export const rehomedLeg = (floor: Floor, callId: string, node: NodeName): LiveLeg => {
  const { marks, ...leg } = callerLeg(floor, callId);
  const { place: _, ...others } = marks;
  return { ...leg, node, legId: `again-${callId}`, answered: false, marks: { ...others, rehomed: '1' } };
};

/** Another process, to which no node has told anything yet; `over`: calls of which it knows that they are. */
export function nextBehindEdge(
  floor: Floor,
  changes: Readonly<Record<string, string>> = {},
  over: readonly string[] = [],
): Floor {
  const deadMs = 1_000;
  const { monoMs, wallMs } = floor.clock.now();
  const next = behindEdge(changes, 100, { monoMs: monoMs + deadMs, wallMs: wallMs + deadMs });
  const { operators } = floor.switchboard.board(floor.clock.now());
  for (const { id: operator, presence, reason } of operators)
    next.put({ kind: 'presenceRestored', operator, presence, reason, phone: null, wrapUpEndsMs: null });
  const { flowHash, flows } = floor.plan;
  const scripts = new Map([[flowHash, { flowHash, flows }]]);
  next.put({ kind: 'callsRestored', calls: keptOf(floor), over: new Set(over), scripts });
  return next;
}
