import { type CallbackEvent, callbackEvent } from '../callbacks/callback-events.ts';
import type { Desk } from '../desk.ts';
import type {
  DeskAsked,
  HangUpAsked,
  MoveAsked,
  OperatorAsked,
  PriorityAsked,
  SupervisionAsked,
  TakeAsked,
  TalkAsked,
} from '../event.ts';
import { supervisionAsked } from '../talks/supervision.ts';
import { hangUpFor, moveCaller, reprioritise } from '../talks/supervisor-asks.ts';
import { takeCaller } from '../talks/taking.ts';
import { talkAsked } from '../talks/talk-asks.ts';
import { operatorAsked } from './operator-asks.ts';
import { signIn } from './phones.ts';

export type PeopleAsk =
  | OperatorAsked
  | DeskAsked
  | MoveAsked
  | TakeAsked
  | PriorityAsked
  | TalkAsked
  | SupervisionAsked
  | HangUpAsked
  | CallbackEvent;

/** What operators and supervisors ask for, of themselves, of a call, or of a promise to call back. */
export function peopleAsked(desk: Desk, event: PeopleAsk): void {
  switch (event.kind) {
    case 'operatorAsked':
      return stateAsked(desk, event);
    case 'deskAsked':
      return deskAsked(desk, event);
    case 'moveAsked':
      return desk.withCall(event.callId, (call) => moveCaller(desk, call, event));
    case 'takeAsked':
      return desk.withCall(event.callId, (call) => takeCaller(desk, call, event.operator, event.by));
    case 'priorityAsked':
      return desk.withCall(event.callId, (call) => reprioritise(desk, call, event, event.by));
    case 'talkAsked':
      return desk.withCall(event.callId, (call) => talkAsked(desk, call, event.ask, event.by));
    case 'supervisionAsked':
      return desk.withCall(event.callId, (call) => supervisionAsked(desk, call, event.ask, event.by));
    case 'hangUpAsked':
      return desk.withCall(event.callId, (call) => hangUpFor(desk, call, event.by));
    default:
      return callbackEvent(desk, event);
  }
}

function stateAsked(desk: Desk, { operatorId, ask, reason, by }: OperatorAsked): void {
  const operator = desk.roster.find(operatorId);
  if (operator !== undefined) operatorAsked(desk, operator, ask, { reason, by });
}

function deskAsked(desk: Desk, { operatorId, phoneId, by }: DeskAsked): void {
  const operator = desk.roster.find(operatorId);
  if (operator !== undefined) signIn(desk, operator, { phoneId, isThere: false, by });
}
