import type { Call, Words } from '../call.ts';
import type { Desk } from '../desk.ts';
import { silence } from '../lines/announcements.ts';
import { letGoAgain } from '../lines/offers.ts';
import { TIMES_MS } from '../times.ts';
import { hearsNotice, needsNotice } from './tapes.ts';

/** What is said to whoever answers is known by the leg, so that a late "finished" of another is never ours. */
const whisperId = (legId: string): string => `whisper-${legId}`;

/** Says it to whoever has answered, alone; `heardWhisper` is told when it is over. */
export function whisperTo(desk: Desk, call: Call, legId: string, words: Words): void {
  say(desk, call, legId, whisperId(legId), words);
}

/** Whether what has ended is the whisper on this leg. */
export const isWhisper = (legId: string, playId: string): boolean => playId === whisperId(legId);

export function stopWhisper(desk: Desk, legId: string): void {
  desk.want({ kind: 'stopPlay', legId, playId: whisperId(legId) });
}

/** The caller and an operator whom a queue has found are joined, at once or behind what either has to hear alone. */
export function joinBehindWhisper(desk: Desk, call: Call, legId: string): void {
  if (call.whisper === null && !hearsNotice(call)) return joinTalk(desk, call, legId);
  if (call.whisper !== null) whisperTo(desk, call, legId, call.whisper);
  desk.startTimer(call, 'whisper', TIMES_MS.whisper);
}

/** Something that was played to an operator has ended: if it was the whisper, the caller is next. */
export function operatorHeard(desk: Desk, legId: string, playId: string): void {
  const call = desk.calls.get(desk.operatorLegs.get(legId)?.callId ?? '');
  if (call?.talk?.legId !== legId || !call.timers.has('whisper') || !isWhisper(legId, playId)) return;
  call.whisper = null;
  joinIfHeard(desk, call);
}

/** The caller knows that the talk is recorded: if the operator was waiting for that, they are joined. */
export function noticeHeard(desk: Desk, call: Call): void {
  if (call.timers.has('whisper') && call.whisper === null) joinIfHeard(desk, call);
}

function joinIfHeard(desk: Desk, call: Call): void {
  if (hearsNotice(call)) return;
  desk.stopTimer(call, 'whisper');
  whisperOver(desk, call);
}

/** The operator has heard it, or it takes too long. */
export function whisperOver(desk: Desk, call: Call): void {
  if (call.talk?.joinedMonoMs === null) joinTalk(desk, call, call.talk.legId);
}

/** What the caller was being told in the line is over, also where its sound is still being made. */
function joinTalk(desk: Desk, call: Call, legId: string): void {
  const { id: callId, callerLeg, visit } = call;
  letGoAgain(desk, { id: callId }, legId);
  if (visit !== null) silence(desk, call, visit.announcing);
  desk.want({ kind: 'join', callId, legIds: [callerLeg, legId] });
}

/** Both hear each other: they hear the announcement, and what was to be heard at this join is over. */
export function announce(desk: Desk, call: Call, legId: string): void {
  const words = withNotice(desk, call);
  call.whisper = null;
  call.announcement = null;
  if (words === null) return;
  for (const each of [call.callerLeg, legId]) say(desk, call, each, `announce-${each}`, words);
  desk.write({ kind: 'said', callId: call.id, language: words.language, what: words.prompts });
}

function say(desk: Desk, call: Call, legId: string, playId: string, { language, prompts }: Words): void {
  const items = prompts.map((name) => ({ kind: 'prompt', name }) as const);
  desk.want({ kind: 'speak', legId, playId, version: call.script.flowHash, language, items });
}

/** Who was answered before the notice was heard hears it now, and so does the operator. */
function withNotice(desk: Desk, call: Call): Words | null {
  const { announcement, flow, met } = call;
  if (met === null || !needsNotice(call, met.queue)) return announcement;
  call.tape.isTold = true;
  const language = announcement?.language ?? flow?.language ?? desk.plan.languages[0] ?? 'en';
  return { language, prompts: [...met.queue.recording.notice, ...(announcement?.prompts ?? [])] };
}
