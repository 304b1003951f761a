import { type SpokenItem, textOf } from '../../flow/index.ts';
import type { QueueRules, Telling } from '../../routing/index.ts';
import type { Call, Visit } from '../call.ts';
import type { Desk } from '../desk.ts';
import { playIdOf } from '../ids.ts';
import { needsNotice } from '../talks/tapes.ts';
import { noticeHeard } from '../talks/whispers.ts';
import { estimateWords, latestMs, positionWords } from './wait-words.ts';

/** While a phone rings nothing is begun that its answer would cut: it is looked at again after this. */
const RINGING_MS = 1_000;

/** What a visit knows of what its caller is told. All due at one time is told in one saying: so nothing is cut. */
export type Announcing = {
  /** Place of a telling in the queue's rules → when it is due (monotonic). Told once and for all: not in it. */
  readonly dueMs: Map<number, number>;
  /** The saying that is being heard, the tellings in it, and whether the notice of the recording is among them. */
  playing: { readonly sayId: string; readonly told: readonly number[]; readonly hasNotice: boolean } | null;
  count: number;
  isQuiet: boolean;
  /** The longest wait that the caller was told of last, and the (monotonic) end of that. */
  promise: { readonly waitMs: number; readonly endMs: number } | null;
};

/** The rules' tellings in the order in which they are heard: the notice, the place, the time, the messages. */
const tellingsOf = ({ wait, recording }: QueueRules): readonly (Telling | null)[] => [
  recording.notice.length === 0 ? null : AT_ONCE,
  wait.position,
  wait.estimate,
  ...wait.messages,
];
const AT_ONCE: Telling = { firstMs: 0, everyMs: null };
const [NOTICE, POSITION, ESTIMATE, MESSAGES] = [0, 1, 2, 3];

/** A wait begins; `enteredMs` (monotonic) may lie in the past. */
export function newAnnouncing(call: Call, queue: QueueRules, enteredMs: number): Announcing {
  const dueMs = tellingsOf(queue).map((telling, place) =>
    telling === null || (place === NOTICE && !needsNotice(call, queue)) ? null : enteredMs + telling.firstMs,
  );
  return {
    dueMs: new Map([...dueMs.entries()].flatMap(([place, ms]) => (ms === null ? [] : [[place, ms]]))),
    ...{ playing: null, count: 0, isQuiet: false, promise: null },
  };
}

/** The queue's rules have changed: its times count from now, what is being heard is heard to its end. */
export function announceAnew(desk: Desk, call: Call, visit: Visit): void {
  const { playing, count, isQuiet, promise } = visit.announcing;
  const stays = { playing: playing && { ...playing, told: [] }, count, isQuiet, promise };
  visit.announcing = { ...newAnnouncing(call, visit.queue, desk.now.monoMs), ...stays };
  awaitAnnouncement(desk, call);
}

/** Sets the timer to what is due next; to be called after every change of what the caller is told. */
export function awaitAnnouncement(desk: Desk, call: Call): void {
  const { visit } = call;
  const next = visit === null ? Number.POSITIVE_INFINITY : Math.min(...visit.announcing.dueMs.values());
  const isStill =
    call.homeless !== null ||
    visit === null ||
    visit.announcing.isQuiet ||
    visit.announcing.playing !== null ||
    call.talk !== null;
  if (isStill || next === Number.POSITIVE_INFINITY) return desk.stopTimer(call, 'announce');
  desk.startTimer(call, 'announce', Math.max(0, next - desk.now.monoMs));
}

/** Something is due. */
export function announce(desk: Desk, call: Call): void {
  const { visit } = call;
  if (visit === null || call.talk !== null) return;
  const { announcing } = visit;
  // The notice is heard to its end whoever answers: it may begin while a phone rings.
  const isRinging = call.phase === 'offered';
  if (isRinging && !announcing.dueMs.has(NOTICE)) return desk.startTimer(call, 'announce', RINGING_MS);
  const due = [...announcing.dueMs].flatMap(([place, ms]) =>
    ms <= desk.now.monoMs && (!isRinging || place === NOTICE) ? [place] : [],
  );
  const language = languageOf(desk, call);
  const items = due
    .toSorted((one, other) => one - other)
    .flatMap((place) => itemsOf(desk, call, visit, place, language));
  if (items.length === 0) over(desk, call, visit, due);
  else say(desk, call, announcing, items, due);
}

/** Tells a waiting caller something beside the queue's own words, at once. */
export function sayInLine(desk: Desk, call: Call, words: (language: string) => readonly SpokenItem[]): void {
  if (call.visit === null || call.talk !== null || call.homeless !== null) return;
  silence(desk, call, call.visit.announcing);
  say(desk, call, call.visit.announcing, words(languageOf(desk, call)), []);
}

const languageOf = (desk: Desk, { flow }: Call): string => flow?.language ?? desk.plan.languages[0] ?? 'en';

function say(
  desk: Desk,
  call: Call,
  announcing: Announcing,
  items: readonly SpokenItem[],
  told: readonly number[],
): void {
  const language = languageOf(desk, call);
  announcing.count += 1;
  const sayId = `wait-${announcing.count}`;
  const playId = playIdOf(call, sayId);
  announcing.playing = { sayId, told, hasNotice: told.includes(NOTICE) };
  desk.stopTimer(call, 'announce');
  desk.want({ kind: 'speak', legId: call.callerLeg, playId, version: null, language, items });
  desk.write({ kind: 'said', callId: call.id, language, what: items.map(textOf) });
}

function itemsOf(
  desk: Desk,
  call: Call,
  visit: Visit,
  place: number,
  language: string,
): readonly SpokenItem[] {
  if (place === NOTICE) return promptsOf(visit.queue.recording.notice);
  if (place === POSITION) return positionWords(language, positionOf(desk, call, visit));
  if (place === ESTIMATE) return estimateOf(desk, call, visit, language);
  return promptsOf(visit.queue.wait.messages[place - MESSAGES]?.prompts ?? []);
}

const promptsOf = (names: readonly string[]): readonly SpokenItem[] =>
  names.map((name) => ({ kind: 'prompt', name }));

/** Among those of the queue, whoever serves them: what a caller understands by a place. */
const positionOf = (desk: Desk, call: Call, { queue }: Visit): number =>
  desk.router.waitingIn(queue.id).indexOf(call.id) + 1;

/** Nothing, when nobody serves: a time would be a promise that nobody keeps. */
function estimateOf(desk: Desk, call: Call, { announcing }: Visit, language: string): readonly SpokenItem[] {
  const { monoMs } = desk.now;
  const estimate = desk.router.estimate(call.id, monoMs);
  if (estimate === null) return [];
  const waitMs = latestMs(estimate);
  const before = announcing.promise;
  const isLonger = before !== null && (waitMs > before.waitMs || monoMs >= before.endMs);
  const endMs = before === null || isLonger ? monoMs + waitMs : Math.min(before.endMs, monoMs + waitMs);
  announcing.promise = { waitMs, endMs };
  return estimateWords(language, estimate, isLonger);
}

/** A saying has come to its end, heard or not; false when it was none of these. */
export function announced(desk: Desk, call: Call, sayId: string): boolean {
  const { visit } = call;
  const playing = visit?.announcing.playing;
  if (visit === null || playing?.sayId !== sayId) return sayId.startsWith('wait-');
  over(desk, call, visit, playing.told);
  if (call.talk !== null) noticeHeard(desk, call);
  return true;
}

/** The times between two count from the end, so that a long message is not followed by itself. */
function over(desk: Desk, call: Call, { queue, announcing }: Visit, told: readonly number[]): void {
  const tellings = tellingsOf(queue);
  if (announcing.playing?.hasNotice === true) {
    call.tape.isTold = true;
    announcing.dueMs.delete(NOTICE);
  }
  announcing.playing = null;
  for (const place of told) {
    const everyMs = tellings[place]?.everyMs ?? null;
    if (everyMs === null) announcing.dueMs.delete(place);
    else announcing.dueMs.set(place, desk.now.monoMs + everyMs);
  }
  awaitAnnouncement(desk, call);
}

/** Nothing more is told until the key is pressed again; the music goes on. */
export function toggleQuiet(desk: Desk, call: Call, { announcing }: Visit): void {
  announcing.isQuiet = !announcing.isQuiet;
  if (announcing.isQuiet) silence(desk, call, announcing);
  awaitAnnouncement(desk, call);
}

/** What is being heard ends now. */
export function silence(desk: Desk, call: Call, { playing }: Announcing): void {
  if (playing !== null)
    desk.want({ kind: 'stopPlay', legId: call.callerLeg, playId: playIdOf(call, playing.sayId) });
}
