import { assertNever } from '../base/index.ts';
import type { TelephonyEvent } from '../telephony/index.ts';
import type { Desk } from './desk.ts';
import type { DiaryRead, LegFound, NodeDied } from './event.ts';
import { reachChanged } from './lines/reach.ts';
import { exchangeRestarted, nodeAway, nodeDied } from './nodes/node-losses.ts';
import { exchangeReached } from './recovery/adopting.ts';
import { diaryRead } from './recovery/diary-read.ts';
import { strayFound } from './recovery/sorting-out.ts';
import { awaitOthers } from './recovery/starting.ts';

type Back = Extract<TelephonyEvent, { kind: 'exchangeBack' }>;
type Lost = Extract<TelephonyEvent, { kind: 'exchangeLost' }>;

/** A node of the exchange goes, or comes back; or was asked what it holds, or what has ended. */
export function exchangeEvent(desk: Desk, event: Back | Lost | NodeDied | LegFound | DiaryRead): void {
  switch (event.kind) {
    case 'exchangeBack':
      return exchangeBack(desk, event);
    case 'exchangeLost':
      return nodeAway(desk, event.node);
    case 'nodeDied':
      return nodeDied(desk, event.node);
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
