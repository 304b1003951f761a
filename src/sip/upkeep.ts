import type { EdgeDesk, RegisterCame, RequestCame } from './edge-desk.ts';
import type { EdgeEvent } from './edge-event.ts';
import { EDGE_TIMES } from './edge-times.ts';
import { nodeSuspected } from './legs.ts';
import type { NodeChange } from './node-health.ts';
import { nodeDied } from './re-homing.ts';
import type { RegistrarChange } from './registrar.ts';
import type { Refusal } from './verdict.ts';

type Of<Kind extends EdgeEvent['kind']> = Extract<EdgeEvent, { kind: Kind }>;

const NOT_FOR_EVERYBODY = 403;
const METHOD_UNKNOWN = 405;

/** A phone says where it can be reached. */
export function registerCame(desk: EdgeDesk, came: RegisterCame): void {
  const verdict = desk.parts.gate.judge(came, desk.now);
  if (verdict.kind === 'refuse') return refuse(desk, came.requestId, verdict);
  if (verdict.kind !== 'phone')
    return desk.want({ kind: 'refuse', id: came.requestId, status: NOT_FOR_EVERYBODY });
  const { answer, changes } = desk.parts.registrar.register(verdict.phoneId, came, desk.now);
  desk.want(answer);
  phonesChanged(desk, changes);
}

/** Whoever may come in may ask whether we live; nothing else is there to be asked for outside a call. */
export function requestCame(desk: EdgeDesk, came: RequestCame): void {
  const verdict = desk.parts.gate.judge(came, desk.now);
  if (verdict.kind === 'refuse') return refuse(desk, came.requestId, verdict);
  if (came.method === 'OPTIONS') return desk.want({ kind: 'accept', id: came.requestId });
  desk.want({ kind: 'refuse', id: came.requestId, status: METHOD_UNKNOWN });
}

/** Says no, and tells people of who is banned for what was asked. */
export function refuse(desk: EdgeDesk, id: string, { status, headers, why: reason, bans }: Refusal): void {
  desk.refusals.note(reason);
  desk.want({ kind: 'refuse', id, status, headers });
  for (const { address, untilMs, why } of bans) {
    const facts = { address, untilMs, why };
    desk.want({ kind: 'tell', level: 'warn', what: 'an address is banned: it is turned away', facts });
  }
}

/** Nodes and phones are asked whether they are there, and what is over is forgotten. */
export function ticked(desk: EdgeDesk): void {
  const facts = desk.refusals.due(desk.now);
  if (facts !== null) desk.want({ kind: 'tell', level: 'info', what: 'requests were turned away', facts });
  if (desk.isServerThere) {
    for (const signIn of desk.signIns.due(desk.now)) desk.want(signIn);
    for (const ping of desk.parts.nodes.pingsDue(desk.now)) desk.want(ping);
  }
  if (desk.now.monoMs - desk.phonesSeenMs >= EDGE_TIMES.phonesLookMs) lookAtPhones(desk);
}

function lookAtPhones(desk: EdgeDesk): void {
  const { registrar } = desk.parts;
  desk.phonesSeenMs = desk.now.monoMs;
  phonesChanged(desk, registrar.expire(desk.now));
  if (!desk.isServerThere) return;
  for (const ping of registrar.pingsDue(desk.now)) desk.want(ping);
}

/** A carrier has let us in, or has not: it is asked again in any case. */
export function signedIn(desk: EdgeDesk, event: Of<'signedIn'>): void {
  const become = desk.signIns.signedIn(event, desk.now);
  if (become === null) return;
  const { trunk, status } = event;
  const level = become === 'refused' ? 'warn' : 'info';
  desk.want({ kind: 'tell', level, what: SIGN_INS[become], facts: { trunk, status } });
}

const SIGN_INS = {
  in: 'a trunk is signed in at its carrier',
  out: 'a trunk is signed out at its carrier',
  refused: 'a carrier does not let a trunk in',
} as const;

/** This edge is about to end: carriers need not look for us here. */
export function leaving(desk: EdgeDesk): void {
  for (const signOut of desk.signIns.leave()) desk.want(signOut);
}

export function pinged(desk: EdgeDesk, event: Of<'pinged'>): void {
  nodesChanged(desk, desk.parts.nodes.pinged(event, desk.now));
  phonesChanged(desk, desk.parts.registrar.pinged(event, desk.now));
}

export function boardSeen(desk: EdgeDesk, { seen }: Of<'boardSeen'>): void {
  nodesChanged(desk, desk.parts.nodes.seen(seen, desk.now));
}

export function contactsRestored(desk: EdgeDesk, { phones }: Of<'contactsRestored'>): void {
  phonesChanged(desk, desk.parts.registrar.restore(phones, desk.parts.isPhone, desk.now));
}

/** Phones that are there no more are not rung, and not to be known to the process after this one. */
export function accountsChanged(desk: EdgeDesk): void {
  phonesChanged(desk, desk.parts.registrar.keepOnly(desk.parts.isPhone, desk.now));
}

function nodesChanged(desk: EdgeDesk, changes: readonly NodeChange[]): void {
  for (const { kind, node, why } of changes) {
    const level = kind === 'nodeUp' ? 'info' : 'warn';
    desk.want({ kind: 'tell', level, what: WORDS[kind], facts: { node, why } });
    if (kind === 'nodeSuspect') nodeSuspected(desk, node);
    if (kind === 'nodeDead') nodeDied(desk, node);
  }
}

const WORDS = {
  nodeUp: 'a node takes calls',
  nodeSuspect: 'a node gets no new calls until it answers again',
  nodeDead: 'a node is dead',
} as const;

function phonesChanged(desk: EdgeDesk, changes: readonly RegistrarChange[]): void {
  for (const change of changes) {
    if (change.kind !== 'contactsChanged') continue;
    const { phoneId, contacts } = change;
    desk.want({ kind: 'keepContacts', phoneId, contacts });
  }
}
