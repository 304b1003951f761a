import type { Call, Talk } from '../call.ts';
import type { Desk } from '../desk.ts';
import { HOLD_ROOM } from '../flows/errands.ts';
import { runStep } from '../flows/flow-driver.ts';

/** The caller hears music, and what the flow has to say for this (`on_hold`). False when there is nobody to be held. */
export function hold(desk: Desk, call: Call, by: string): boolean {
  const { talk } = call;
  if (talk === null || talk.joinedMonoMs === null || talk.isHeld) return false;
  talk.isHeld = true;
  holdMusic(desk, call);
  desk.write({ kind: 'held', callId: call.id, operator: talk.operatorId, by });
  runStep(desk, call, { kind: 'handedOver', event: 'held' });
  return true;
}

/** The two hear each other again. False when nobody is held. */
export function resume(desk: Desk, call: Call, by: string): boolean {
  const { talk } = call;
  if (talk?.isHeld !== true) return false;
  desk.write({ kind: 'resumed', callId: call.id, operator: talk.operatorId, by });
  rejoin(desk, call, talk);
  return true;
}

/** Caller and operator are in one talk, with whoever else is in it. */
export function rejoin(desk: Desk, call: Call, talk: Talk): void {
  talk.isHeld = false;
  desk.want({ kind: 'join', callId: call.id, legIds: [call.callerLeg, talk.legId] });
}

/** Whoever is held waits with music among others who are. */
export function holdMusic(desk: Desk, { callerLeg: legId, met }: Call): void {
  desk.want({ kind: 'wait', legId, room: HOLD_ROOM, music: met?.queue.music ?? 'default' });
}
