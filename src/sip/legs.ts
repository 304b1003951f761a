import { dialNextNode, leaveNode } from './calls-in.ts';
import { endOthers, worseOf } from './calls-out.ts';
import { mayTryNextNode } from './choose-node.ts';
import type { EdgeDesk } from './edge-desk.ts';
import { endVisit } from './end-visit.ts';
import { offerFromNextNode } from './re-homing.ts';
import type { SipEvent } from './sip-edge.ts';
import { answeredSide, sideOf, tellSide, type Visit } from './visit.ts';

type Of<Kind extends SipEvent['kind']> = Extract<SipEvent, { kind: Kind }>;

/** One of those who are called rings: whoever called hears it, once the first does. */
export function legRinging(desk: EdgeDesk, { legId, status, sdp }: Of<'legRinging'>): void {
  const visit = desk.visitOfLeg.get(legId);
  if (visit === undefined || visit.near.isUp) return;
  // With several phones at once nobody could tell whose sound it is.
  const early = visit.far.length > 1 || sdp === '' ? '' : tellSide(visit.near, sdp);
  desk.want({ kind: 'progress', legId: visit.near.legId, status: early === '' ? 180 : status, sdp: early });
}

export function legAnswered(desk: EdgeDesk, { legId, sdp }: Of<'legAnswered'>): void {
  const visit = desk.visitOfLeg.get(legId);
  const side = visit && sideOf(visit, legId);
  if (visit === undefined || side === undefined) return desk.want({ kind: 'end', legId, reason: '' });
  side.isUp = true;
  side.sdp = sdp;
  endOthers(desk, visit, side);
  visit.candidates = [];
  if (visit.near.isUp) return offerFromNextNode(desk, visit, side);
  visit.reHoming = null;
  visit.near.isUp = true;
  desk.want({ kind: 'answer', legId: visit.near.legId, sdp: tellSide(visit.near, sdp) });
}

/** Whoever called without an offer has answered ours: so does the other side. */
export function legConfirmed(desk: EdgeDesk, { legId, sdp }: Of<'legConfirmed'>): void {
  const visit = desk.visitOfLeg.get(legId);
  const far = visit && answeredSide(visit);
  if (visit?.near.legId !== legId || far === undefined || sdp === '') return;
  visit.near.sdp = sdp;
  desk.want({ kind: 'confirm', legId: far.legId, sdp: tellSide(far, sdp) });
}

/** One side is gone: so is the other, unless another one may still be had. */
export function legEnded(desk: EdgeDesk, { legId, status, reason }: Of<'legEnded'>): void {
  const visit = desk.visitOfLeg.get(legId);
  if (visit === undefined) return;
  if (visit.near.legId === legId) return nearEnded(desk, visit, reason);
  const side = sideOf(visit, legId)!;
  desk.visitOfLeg.delete(legId);
  visit.far = visit.far.filter((each) => each !== side);
  if (side.isUp) return endVisit(desk, visit, reason);
  farFailed(desk, visit, status ?? SERVER_GONE, reason);
}

/** Nobody told why a leg that rang is over. */
const SERVER_GONE = 503;

function nearEnded(desk: EdgeDesk, visit: Visit, reason: string): void {
  for (const { legId } of visit.far) desk.want({ kind: 'end', legId, reason });
  desk.forget(visit);
}

/** A node that did not take the call lets another one try; of several phones the others ring on. */
function farFailed(desk: EdgeDesk, visit: Visit, status: number, reason: string): void {
  if (visit.node !== null && mayTryNextNode(status, reason) && visit.candidates.length > 0)
    return dialNextNode(desk, visit);
  visit.worstStatus = worseOf(visit.worstStatus, status);
  if (visit.far.length > 0) return;
  if (visit.near.isUp) return endVisit(desk, visit, reason);
  desk.want({ kind: 'refuse', id: visit.near.legId, status: visit.worstStatus });
  desk.forget(visit);
}

/** No sign of life from a node to which calls are on their way: those who have not been answered try the next. */
export function nodeSuspected(desk: EdgeDesk, node: string): void {
  for (const visit of [...desk.visits.values()])
    if (visit.node === node && answeredSide(visit) === undefined && visit.candidates.length > 0) {
      leaveNode(desk, visit);
      dialNextNode(desk, visit);
    }
}
