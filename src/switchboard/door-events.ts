import { assertNever } from '../base/index.ts';
import { callbackWoken } from './callback-booking.ts';
import { leaveLine } from './callback-life.ts';
import type { Desk } from './desk.ts';
import type { CallersTurnedAway, DrainAsked, DrainEnded, LoadMeasured } from './event.ts';
import { tellRefusals } from './refusals.ts';

export type DoorEvent = CallersTurnedAway | DrainAsked | DrainEnded | LoadMeasured;

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
    case 'callersTurnedAway':
      return callersTurnedAway(desk, event);
    default:
      assertNever(event);
  }
}

/** They are on record as those whom we turn away ourselves beyond what is told one by one. */
function callersTurnedAway(desk: Desk, { counts }: CallersTurnedAway): void {
  const why = desk.admission.state.isStrained ? 'overload' : 'calls_per_second';
  for (const [dialled, count] of counts) desk.refusals.add(dialled, why, count);
  tellRefusals(desk);
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
