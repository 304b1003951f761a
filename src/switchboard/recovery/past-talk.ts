import type { LiveLeg } from '../../telephony/index.ts';
import type { Call, Talk } from '../call.ts';
import type { Desk } from '../desk.ts';
import { noteTalk } from '../talks/talking.ts';
import { joinedReadAgoMs } from './diary-read.ts';
import { joinedAgoMs } from './marks.ts';
import type { CallSnapshot } from './snapshot.ts';

/** A talk that began while nobody looked, and of which an end is known; `agoMs`: since it began. */
export type PastTalk = { readonly talk: Talk; readonly agoMs: number };

/**
 * By the diary, an operator who was rung for the caller as the process before died was joined with them. Whose legs are
 * there still is not looked for: these tell themselves.
 */
export function pastTalk(
  desk: Desk,
  { callerLeg, talk, offers, visit }: CallSnapshot,
  isThere: (legId: string) => boolean,
): PastTalk | undefined {
  const rung = offers.map(({ id: legId, operatorId }) => ({ legId, operatorId }));
  for (const { legId, operatorId } of talk === null ? rung : [talk, ...rung]) {
    if (isThere(legId)) continue;
    const agoMs = joinedReadAgoMs(desk, [callerLeg, legId], visit?.enteredMonoMs);
    if (agoMs !== undefined) return { talk: { operatorId, legId, joinedMonoMs: null, isHeld: false }, agoMs };
  }
  return undefined;
}

/** Writes down what nobody was there to write: who answered, and that the two talked. */
export function notePastTalk(
  desk: Desk,
  call: Call,
  { offers }: CallSnapshot,
  { talk, agoMs }: PastTalk,
): void {
  for (const { id: offerId, operatorId: operator } of offers) {
    const outcome = offerId === talk.legId ? 'answered' : 'withdrawn';
    desk.write({ kind: 'offerEnded', callId: call.id, offerId, operator, outcome });
  }
  call.offers.clear();
  noteTalk(desk, call, talk, { agoMs, mayBeTold: true });
}

/** By the diary the two whom we have joined heard each other, of which we were told nothing. */
export function joinedUnheard(desk: Desk, call: Call): void {
  const { talk, callerLeg, visit } = call;
  if (talk === null || talk.joinedMonoMs !== null) return;
  const agoMs = joinedReadAgoMs(desk, [callerLeg, talk.legId], visit?.enteredMonoMs);
  if (agoMs !== undefined) noteTalk(desk, call, talk, { agoMs, mayBeTold: false });
}

/** How long ago whoever has this leg was joined with the caller, by its mark or the diary (ms); 0: nobody knows. */
export const talksSinceMs = (desk: Desk, { callerLeg }: Call, { legId, marks }: LiveLeg): number =>
  joinedAgoMs(marks.joined, desk.now) || (joinedReadAgoMs(desk, [callerLeg, legId]) ?? 0);
