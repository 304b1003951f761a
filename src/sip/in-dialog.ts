import { NOT_ACCEPTABLE } from './calls-in.ts';
import type { EdgeDesk } from './edge-desk.ts';
import { EDGE_TIMES } from './edge-times.ts';
import { reHomed, reHomingRefused, reHomingTimer } from './re-homing.ts';
import type { SipEvent } from './sip-edge.ts';
import { offeredBy, otherSide, sideOf, tellSide, type Visit } from './visit.ts';

type Of<Kind extends SipEvent['kind']> = Extract<SipEvent, { kind: Kind }>;

const FORBIDDEN = 403;
const NO_SUCH_CALL = 481;
const GLARE = 491;
const NO_ANSWER = 408;

/**
 * One side wants other sound: the other side is asked. While a caller is being re-homed nobody can be asked, and
 * whoever wants something asks again (RFC 3261 14.1). Without a text it wants to hear what we offer: what it was
 * told last.
 */
export function offerCame(desk: EdgeDesk, { legId, offerId, sdp }: Of<'offerCame'>): void {
  const visit = desk.visitOfLeg.get(legId);
  const other = visit && otherSide(visit, legId);
  const refuse = (status: number): void => desk.want({ kind: 'refuseOffer', legId, offerId, status });
  if (visit === undefined) return refuse(NO_SUCH_CALL);
  if (visit.reHoming !== null || other === undefined || !other.isUp) return refuse(GLARE);
  const asker = sideOf(visit, legId)!;
  if (sdp === '') return desk.want({ kind: 'answerOffer', legId, offerId, sdp: tellSide(asker, other.sdp) });
  const offered = offeredBy(asker, sdp);
  if (offered === undefined) return refuse(NOT_ACCEPTABLE);
  const generation = desk.startTimer(visit.id, 'offer', EDGE_TIMES.passedOfferMs);
  const passedId = `${visit.id}/passed-${generation}`;
  visit.passedOffers.set(passedId, { legId, offerId, sdp: offered, generation });
  desk.want({ kind: 'offer', legId: other.legId, offerId: passedId, sdp: tellSide(other, offered) });
}

export function offerAnswered(desk: EdgeDesk, event: Of<'offerAnswered'>): void {
  const visit = desk.visitOfLeg.get(event.legId);
  if (visit === undefined) return;
  if (visit.reHoming?.offerId === event.offerId) return reHomed(desk, visit, event);
  const passed = visit.passedOffers.get(event.offerId);
  if (passed === undefined) return;
  visit.passedOffers.delete(event.offerId);
  const asker = sideOf(visit, passed.legId);
  const answerer = sideOf(visit, event.legId);
  if (asker === undefined || answerer === undefined) return;
  asker.sdp = passed.sdp;
  answerer.sdp = event.sdp;
  const sdp = tellSide(asker, event.sdp);
  desk.want({ kind: 'answerOffer', legId: asker.legId, offerId: passed.offerId, sdp });
}

export function offerRefused(desk: EdgeDesk, { legId, offerId, status }: Of<'offerRefused'>): void {
  const visit = desk.visitOfLeg.get(legId);
  if (visit === undefined) return;
  if (visit.reHoming?.offerId === offerId) return reHomingRefused(desk, visit, status);
  refusePassed(desk, visit, offerId, status);
}

function refusePassed(desk: EdgeDesk, { passedOffers }: Visit, passedId: string, status: number): void {
  const passed = passedOffers.get(passedId);
  if (passed === undefined) return;
  passedOffers.delete(passedId);
  desk.want({ kind: 'refuseOffer', legId: passed.legId, offerId: passed.offerId, status });
}

/**
 * What one side asks of the other in a talk: tones, a transfer and how it goes on. Whoever is outside gets no transfer:
 * it would be a call at our cost to wherever they like. A transfer to somebody with whom the phone has another call
 * names that call as the other side knows it.
 */
export function inDialogCame(desk: EdgeDesk, event: Of<'inDialogCame'>): void {
  const { legId, requestId, method } = event;
  const visit = desk.visitOfLeg.get(legId);
  const other = visit && otherSide(visit, legId);
  const refuse = (status: number): void => desk.want({ kind: 'refuse', id: requestId, status });
  if (visit === undefined) return refuse(NO_SUCH_CALL);
  if (method === 'REFER' && isOutside(visit, legId)) return refuse(FORBIDDEN);
  if (other?.isUp !== true || visit.reHoming !== null) return refuse(GLARE);
  const replaced = event.replaces === null ? undefined : desk.visitOfLeg.get(event.replaces);
  const replaces = (replaced && otherSide(replaced, event.replaces!)?.legId) ?? null;
  desk.want({ kind: 'passOn', requestId, legId: other.legId, replaces });
}

function isOutside({ origin, near, isToTrunk }: Visit, legId: string): boolean {
  return near.legId === legId ? origin.kind === 'trunk' : isToTrunk;
}

/** An answer that did not come within its limit. */
export function visitTimer(
  desk: EdgeDesk,
  visit: Visit,
  purpose: 'offer' | 'glare',
  generation: number,
): void {
  const [passedId] = [...visit.passedOffers].find(([, passed]) => passed.generation === generation) ?? [];
  if (passedId !== undefined) return refusePassed(desk, visit, passedId, NO_ANSWER);
  reHomingTimer(desk, visit, purpose, generation);
}
