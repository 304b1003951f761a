import { leaveNode, toSomeNode } from './calls-in.ts';
import type { EdgeDesk } from './edge-desk.ts';
import { EDGE_TIMES } from './edge-times.ts';
import { endVisit } from './end-visit.ts';
import { isSameSound } from './session-text.ts';
import type { SipEvent } from './sip-edge.ts';
import { answeredSide, type ReHoming, type Side, tellSide, type Visit } from './visit.ts';

const GLARE = 491;

/**
 * A node is gone with all that it carried. Its callers go on at others, group by group; whom it called itself is let
 * go, since nobody is left whom they could talk to.
 */
export function nodeDied(desk: EdgeDesk, node: string): void {
  const callers: Visit[] = [];
  for (const visit of [...desk.visits.values()]) {
    if (visit.origin.kind === 'node' && visit.origin.node === node) endVisit(desk, visit, '');
    else if (visit.node === node) callers.push(visit);
  }
  for (const visit of callers) {
    leaveNode(desk, visit);
    visit.reHoming = { fromNode: node, offerId: null, generation: 0, offersCount: 0 };
    forgetOffers(desk, visit);
  }
  const isPacing = desk.waitingForNode.length > 0;
  desk.waitingForNode.push(...callers);
  const facts = { node, callers: callers.length };
  desk.want({ kind: 'tell', level: 'warn', what: 'a node is dead: its callers go on at others', facts });
  if (!isPacing) nextGroup(desk);
}

/** What was being asked between the caller and the dead node is answered by nobody any more. */
function forgetOffers(desk: EdgeDesk, visit: Visit): void {
  for (const { legId, offerId } of visit.passedOffers.values())
    if (legId === visit.near.legId) desk.want({ kind: 'refuseOffer', legId, offerId, status: GLARE });
  visit.passedOffers.clear();
}

/** The next so many callers of dead nodes are dialled on. */
export function nextGroup(desk: EdgeDesk): void {
  let count = 0;
  while (count < EDGE_TIMES.paceCount && desk.waitingForNode.length > 0) {
    const visit = desk.waitingForNode.shift()!;
    // Whoever has hung up meanwhile, or is at another node already, needs none.
    if (desk.visits.get(visit.id) !== visit || visit.reHoming === null || visit.node !== null) continue;
    toSomeNode(desk, visit);
    count += 1;
  }
  if (desk.waitingForNode.length > 0) desk.startTimer('', 'pace', EDGE_TIMES.paceMs);
}

/** The next node has answered for a caller who is in a talk with us: the caller is offered its sound. */
export function offerFromNextNode(desk: EdgeDesk, visit: Visit, side: Side): void {
  const { reHoming } = visit;
  if (reHoming === null) return endVisit(desk, visit, '');
  offerTo(desk, visit, reHoming, side.sdp);
}

function offerTo(desk: EdgeDesk, visit: Visit, reHoming: ReHoming, sdp: string): void {
  const { near } = visit;
  reHoming.offersCount += 1;
  const offerId = `${visit.id}/rehomed-${visit.dialledCount}-${reHoming.offersCount}`;
  reHoming.offerId = offerId;
  desk.want({ kind: 'offer', legId: near.legId, offerId, sdp: tellSide(near, sdp) });
  reHoming.generation = desk.startTimer(visit.id, 'offer', EDGE_TIMES.offerMs);
}

type Answered = Extract<SipEvent, { kind: 'offerAnswered' }>;

/**
 * The caller's side has agreed: the caller hears the next node. What it said of its own sound may differ from what that
 * node was told, and the node is told so.
 */
export function reHomed(desk: EdgeDesk, visit: Visit, { sdp }: Answered): void {
  const { reHoming, near } = visit;
  const side = answeredSide(visit);
  if (reHoming === null || side === undefined) return;
  visit.reHoming = null;
  const isAsTold = isSameSound(sdp, near.sdp);
  near.sdp = sdp;
  const facts = { visit: visit.id, from: reHoming.fromNode, to: visit.node ?? '' };
  desk.want({ kind: 'tell', level: 'info', what: 'a caller goes on at another node', facts });
  if (isAsTold) return;
  const offerId = `${visit.id}/told-${visit.dialledCount}`;
  desk.want({ kind: 'offer', legId: side.legId, offerId, sdp: tellSide(side, sdp) });
}

/**
 * The caller's side has refused, or says nothing: both may have offered at once, else it is asked anew and then let
 * go.
 */
export function reHomingRefused(desk: EdgeDesk, visit: Visit, status: number): void {
  const { reHoming } = visit;
  if (reHoming === null) return;
  reHoming.offerId = null;
  if (reHoming.offersCount >= EDGE_TIMES.offersMax) {
    const facts = { visit: visit.id, status };
    desk.want({
      kind: 'tell',
      level: 'error',
      what: 'a caller is lost: the carrier does not take the other sound',
      facts,
    });
    return endVisit(desk, visit, '');
  }
  const delayMs = status === GLARE ? desk.prng.below(EDGE_TIMES.glareMs) : 0;
  reHoming.generation = desk.startTimer(visit.id, 'glare', delayMs);
}

/** A wait of this re-homing is over: for the next try, or for an answer that did not come. */
export function reHomingTimer(
  desk: EdgeDesk,
  visit: Visit,
  purpose: 'offer' | 'glare',
  generation: number,
): void {
  const { reHoming } = visit;
  if (reHoming === null || reHoming.generation !== generation) return;
  if (purpose === 'offer') return reHomingRefused(desk, visit, NO_ANSWER);
  const side = answeredSide(visit);
  if (side !== undefined) offerTo(desk, visit, reHoming, side.sdp);
}

const NO_ANSWER = 408;
