import type { CallCame, EdgeDesk } from './edge-desk.ts';
import { passedOn } from './passed-headers.ts';
import type { SipCommand } from './sip-edge.ts';
import type { Verdict } from './verdict.ts';
import { type Origin, offeredBy, type Side, tellSide, type Visit } from './visit.ts';

type LetIn = Exclude<Verdict, { kind: 'refuse' }>;

/** Of what is offered there is nothing that may be spoken (RFC 3261 21.4.26). */
export const NOT_ACCEPTABLE = 488;

/** A visit begins; nobody is dialled for it yet. */
export function newVisit(desk: EdgeDesk, { legId, asked, sdp }: CallCame, origin: LetIn): Visit {
  const visit: Visit = {
    ...{ id: legId, origin: origin satisfies Origin, dialled: asked.dialled },
    // A phone speaks in its own name, whatever it writes.
    caller: { number: origin.kind === 'phone' ? origin.phoneId : asked.from.user, name: asked.from.name },
    headers: passedOn(asked.headers, origin.kind),
    near: { legId, sdp, said: null, isUp: false, codecs: codecsOf(desk, origin) },
    ...{
      far: [],
      node: null,
      isToTrunk: false,
      toldId: legId,
      worstStatus: null,
      candidates: [],
      dialledCount: 0,
      reHoming: null,
      passedOffers: new Map(),
    },
  };
  desk.visits.set(visit.id, visit);
  desk.visitOfLeg.set(legId, visit);
  return visit;
}

function codecsOf({ parts }: EdgeDesk, origin: LetIn): Side['codecs'] {
  return origin.kind === 'trunk' ? (parts.trunks.get(origin.trunk)?.codecs ?? null) : null;
}

/** A caller, or an operator's own call, goes to the node that has most room. */
export function callToNode(desk: EdgeDesk, came: CallCame, origin: LetIn): void {
  const visit = newVisit(desk, came, origin);
  const sdp = offeredBy(visit.near, came.sdp);
  if (sdp === undefined) {
    desk.forget(visit);
    desk.refusals.note('no_codec');
    return desk.want({ kind: 'refuse', id: came.legId, status: NOT_ACCEPTABLE });
  }
  visit.near.sdp = sdp;
  toSomeNode(desk, visit);
}

/** Chooses among the nodes as they are now. */
export function toSomeNode(desk: EdgeDesk, visit: Visit): void {
  const isRehomed = visit.reHoming !== null;
  visit.candidates = [...desk.parts.nodes.choose(isRehomed, desk.now)];
  dialNextNode(desk, visit);
}

/** The next node that may take the call; without any, the caller is told when to come again. */
export function dialNextNode(desk: EdgeDesk, visit: Visit): void {
  const node = visit.candidates.shift();
  if (node === undefined) return noNodeLeft(desk, visit);
  leaveNode(desk, visit);
  visit.node = node.name;
  desk.parts.nodes.callBegan(node.name);
  // A call that a node has turned away is over there: for the next one it is another.
  if (visit.reHoming === null && visit.dialledCount > 0) visit.toldId = `${visit.id}-${visit.dialledCount}`;
  const uri = node.uri.replace(/^sip:/, `sip:${visit.dialled}@`);
  dial(desk, visit, { uri, headers: ofVisit(visit), credentials: null });
}

/** The node carries one call less, and its leg is nobody's. */
export function leaveNode(desk: EdgeDesk, visit: Visit): void {
  if (visit.node !== null) desk.parts.nodes.callEnded(visit.node);
  visit.node = null;
  for (const { legId } of visit.far.splice(0)) {
    desk.visitOfLeg.delete(legId);
    desk.want({ kind: 'end', legId, reason: '' });
  }
}

type Dialled = {
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** Who calls, unless it is shown as it is. */
  readonly caller?: Extract<SipCommand, { kind: 'dial' }>['caller'];
};

/** One leg more rings for this visit. */
export function dial(desk: EdgeDesk, visit: Visit, dialled: Dialled, codecs: Side['codecs'] = null): void {
  visit.dialledCount += 1;
  const legId = `${visit.id}-${visit.dialledCount}`;
  const side: Side = { legId, sdp: '', said: null, isUp: false, codecs };
  visit.far.push(side);
  desk.visitOfLeg.set(legId, visit);
  const { caller } = visit;
  desk.want({ kind: 'dial', legId, caller, sdp: tellSide(side, visit.near.sdp), ...dialled });
}

function ofVisit({ toldId, origin, reHoming, headers }: Visit): Readonly<Record<string, string>> {
  return {
    ...headers,
    'x-cordboard-visit': toldId,
    ...(origin.kind === 'trunk' && { 'x-cordboard-trunk': origin.trunk }),
    ...(origin.kind === 'phone' && { 'x-cordboard-phone': origin.phoneId }),
    ...(reHoming !== null && { 'x-cordboard-rehomed': '1' }),
  };
}

function noNodeLeft(desk: EdgeDesk, visit: Visit): void {
  const { near } = visit;
  leaveNode(desk, visit);
  desk.forget(visit);
  if (!near.isUp) return desk.busy(near.legId);
  desk.want({ kind: 'end', legId: near.legId, reason: '' });
  desk.want({
    kind: 'tell',
    level: 'error',
    what: 'a caller is lost: no node is left',
    facts: { visit: visit.id },
  });
}
