import type { Errand } from '../../flow/index.ts';
import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import { endErrand } from './errands.ts';

/** So many are in one conference: more voices than anybody can tell apart, and one core can mix. */
const CONFERENCE_MAX = 30;

type RoomErrand = Extract<Errand, { kind: 'conference' }>;

/** The caller joins all who are in the room, unless it is full. */
export function enterConference(desk: Desk, call: Call, { room }: RoomErrand): void {
  if (callersIn(desk, room).length > CONFERENCE_MAX)
    return endErrand(desk, call, { kind: 'conference', outcome: 'full' });
  desk.want({ kind: 'enterConference', legId: call.callerLeg, conference: room });
}

/** A caller has left; when it was led by this caller, it ends for the others as well. */
export function conferenceLeft(desk: Desk, { room, leads }: RoomErrand): void {
  if (!leads) return;
  for (const other of callersIn(desk, room)) endErrand(desk, other, { kind: 'conference', outcome: 'ended' });
}

const callersIn = (desk: Desk, room: string): readonly Call[] =>
  [...desk.calls.values()].filter(
    ({ errand }) => errand?.errand.kind === 'conference' && errand.errand.room === room,
  );
