import { assertNever } from '../../base/index.ts';
import type { TelephonyEvent } from '../../telephony/index.ts';
import { callbackWoken } from '../callbacks/callback-booking.ts';
import { leaveLine } from '../callbacks/callback-life.ts';
import type { Desk } from '../desk.ts';
import type { DrainAsked, DrainEnded, LoadMeasured } from '../event.ts';
import { countTurnedAway, tellRefusals } from './refusals.ts';

type TurnedAway = Extract<TelephonyEvent, { kind: 'callerTurnedAway' }>;
export type DoorEvent = TurnedAway | DrainAsked | DrainEnded | LoadMeasured;

/** What changes how many new callers are let in. */
export function doorEvent(desk: Desk, event: DoorEvent): void {
  switch (event.kind) {
    case 'drainAsked':
      return drain(desk);
    case 'drainEnded':
      return drainEnded(desk);
    case 'loadMeasured':
      desk.admission.measured(event, desk.now);
      return tellRefusals(desk);
    case 'callerTurnedAway':
      return countTurnedAway(desk, event.dialled);
    default:
      assertNever(event);
  }
}

/** Nobody new is served; who is to be called back is called by the process after this one. */
function drain(desk: Desk): void {
  desk.isDraining = true;
  tellRefusals(desk);
  for (const open of desk.callbacks.all()) leaveLine(desk, open);
}

/** What was put off goes on. */
function drainEnded(desk: Desk): void {
  desk.isDraining = false;
  for (const open of desk.callbacks.all()) callbackWoken(desk, open);
}
