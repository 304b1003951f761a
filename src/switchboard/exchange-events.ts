import { assertNever } from '../base/index.ts';
import type { TelephonyEvent } from '../telephony/index.ts';
import type { Desk } from './desk.ts';
import { letGoByExchange } from './ending.ts';
import type { DiaryRead, LegFound, NodeDied } from './event.ts';
import { reachChanged } from './lines/reach.ts';
import { legMoved } from './misfortunes.ts';
import { exchangeRestarted, nodeAway, nodeDied } from './nodes/node-losses.ts';
import { exchangeReached } from './recovery/adopting.ts';
import { diaryRead } from './recovery/diary-read.ts';
import { strayFound } from './recovery/sorting-out.ts';
import { awaitOthers } from './recovery/starting.ts';

type Back = Extract<TelephonyEvent, { kind: 'exchangeBack' }>;
type LetGo = Extract<TelephonyEvent, { kind: 'callerLetGo' }>;
type Lost = Extract<TelephonyEvent, { kind: 'exchangeLost' }>;
type Moved = Extract<TelephonyEvent, { kind: 'legMoved' }>;

type OfExchange = Back | Lost | LetGo | Moved | NodeDied | LegFound | DiaryRead;

/** A node of the exchange goes, or comes back; somebody else does something there; or it was asked what it holds. */
export function exchangeEvent(desk: Desk, event: OfExchange): void {
  switch (event.kind) {
    case 'exchangeBack':
      return exchangeBack(desk, event);
    case 'exchangeLost':
      return nodeAway(desk, event.node);
    case 'nodeDied':
      return nodeDied(desk, event.node);
    case 'callerLetGo':
      return desk.withCall(desk.callOfLeg.get(event.legId) ?? '', (call) => letGoByExchange(desk, call));
    case 'legMoved':
      return legMoved(desk, event.legId, event.isGivenUp);
    case 'legFound':
      return strayFound(desk, event.leg);
    case 'diaryRead':
      return diaryRead(desk, event);
    default:
      assertNever(event);
  }
}

function exchangeBack(desk: Desk, { node, restarted, legs, startedWallMs = null }: Back): void {
  const isFirst = !desk.nodes.isAnySeen;
  if (restarted) {
    nodeAway(desk, node);
    exchangeRestarted(desk, node);
  }
  desk.nodes.isBack(node, startedWallMs);
  if (isFirst && desk.nodes.hasEdge) awaitOthers(desk);
  reachChanged(desk, node);
  if (!restarted) exchangeReached(desk, node, legs);
}
