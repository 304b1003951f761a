import { assertNever, type Now, type Prng } from '../base/index.ts';
import { callToNode } from './calls-in.ts';
import { callFromNode } from './calls-out.ts';
import { type CallCame, EdgeDesk } from './edge-desk.ts';
import type { EdgeCommand, EdgeEvent, EdgeTimerKey } from './edge-event.ts';
import type { EdgeParts } from './edge-parts.ts';
import { inDialogCame, offerAnswered, offerCame, offerRefused, visitTimer } from './in-dialog.ts';
import { legAnswered, legConfirmed, legEnded, legRinging } from './legs.ts';
import { nextGroup } from './re-homing.ts';
import type { RefusalCounts } from './refusals.ts';
import {
  accountsChanged,
  boardSeen,
  contactsRestored,
  leaving,
  pinged,
  refuse,
  registerCame,
  requestCame,
  signedIn,
  ticked,
} from './upkeep.ts';

/** The edge decides: an event goes in, commands come out; nothing is awaited in between. */
export interface Edge {
  /** Appends to `out` what is wanted, in the order in which it must be carried out. */
  handle(event: EdgeEvent, out: EdgeCommand[], now: Now): void;
  /** Visits that are there now. */
  readonly visitsCount: number;
  /** Trunks that can be signed out: their carriers know where we are. */
  readonly signedInCount: number;
  /** Since the start: requests that were turned away, by the reason. */
  readonly refused: RefusalCounts;
}

export function createEdge(parts: EdgeParts, prng: Prng, now: Now): Edge {
  const desk = new EdgeDesk(parts, prng, now);
  return {
    handle(event, out, at) {
      desk.now = at;
      desk.out = out;
      dispatch(desk, event);
    },
    get visitsCount() {
      return desk.visits.size;
    },
    get signedInCount() {
      return desk.isServerThere ? desk.signIns.signedInCount : 0;
    },
    get refused() {
      return desk.refusals.counts;
    },
  };
}

function dispatch(desk: EdgeDesk, event: EdgeEvent): void {
  switch (event.kind) {
    case 'callCame':
      return callCame(desk, event);
    case 'legRinging':
      return legRinging(desk, event);
    case 'legAnswered':
      return legAnswered(desk, event);
    case 'legConfirmed':
      return legConfirmed(desk, event);
    case 'legEnded':
      desk.parts.gate.legEnded(event.legId);
      return legEnded(desk, event);
    case 'offerCame':
      return offerCame(desk, event);
    case 'offerAnswered':
      return offerAnswered(desk, event);
    case 'offerRefused':
      return offerRefused(desk, event);
    case 'inDialogCame':
      return inDialogCame(desk, event);
    case 'timerFired':
      return timerFired(desk, event.key);
    case 'registerCame':
      return registerCame(desk, event);
    case 'requestCame':
      return requestCame(desk, event);
    case 'ticked':
      return ticked(desk);
    case 'accountsChanged':
      return accountsChanged(desk);
    case 'leaving':
      return leaving(desk);
    case 'pinged':
      return pinged(desk, event);
    case 'boardSeen':
      return boardSeen(desk, event);
    case 'contactsRestored':
      return contactsRestored(desk, event);
    case 'signedIn':
      return signedIn(desk, event);
    case 'serverBack':
      return serverBack(desk);
    case 'serverLost':
      return serverLost(desk);
    default:
      return assertNever(event);
  }
}

/** The gate says who it is; nobody else is told more than a status. */
function callCame(desk: EdgeDesk, came: CallCame): void {
  const verdict = desk.parts.gate.judge(came, desk.now);
  if (verdict.kind === 'refuse') return refuse(desk, came.legId, verdict);
  if (verdict.kind === 'node') return callFromNode(desk, came, verdict);
  callToNode(desk, came, verdict);
}

function timerFired(desk: EdgeDesk, { owner, purpose, generation }: EdgeTimerKey): void {
  if (purpose === 'pace') return nextGroup(desk);
  const visit = desk.visits.get(owner);
  if (visit !== undefined) visitTimer(desk, visit, purpose, generation);
}

function serverBack(desk: EdgeDesk): void {
  desk.isServerThere = true;
  desk.signIns.askAgain();
  desk.want({ kind: 'tell', level: 'info', what: 'the SIP server is connected', facts: {} });
}

/**
 * The server is gone, and every dialog with it. Sound does not pass it: talks go on, and nodes let go of whoever sends
 * none any more.
 */
function serverLost(desk: EdgeDesk): void {
  const visits = [...desk.visits.values()];
  for (const visit of visits) desk.forget(visit);
  desk.waitingForNode.length = 0;
  desk.isServerThere = false;
  desk.parts.gate.serverLost();
  desk.parts.nodes.forgetPings();
  desk.parts.registrar.forgetPings(desk.now);
  const facts = { calls: visits.length };
  desk.want({ kind: 'tell', level: 'error', what: 'the SIP server is gone, and the calls with it', facts });
}
