import type { Prng } from '../../../src/base/index.ts';
import type { Entry } from '../../../src/journal/index.ts';
import { atStep } from './invented-menu.ts';

/** A talk of an operator with a caller; the colleague is asked in it, or has the caller after it. */
export type Talking = {
  readonly callId: string;
  readonly operator: string;
  readonly colleague: string;
  readonly fromMs: number;
  readonly talkMs: number;
};

/** What is counted of operators: a talk with its wrap-up. */
export type Changed = Extract<Entry, { readonly kind: 'operatorChanged' }> & Entry;

export const changed = (operator: string, unit: Changed['unit'], atMs: number): Changed => ({
  ...{ kind: 'operatorChanged', operator, presence: 'ready', unit, reason: null, atMs },
});

/** From the moment when the two hear each other to the moment when they do no more. */
export function inventedTalk(prng: Prng, talking: Talking, by: 'caller' | 'operator'): readonly Entry[] {
  const { callId, operator, fromMs, talkMs } = talking;
  return [
    { kind: 'talkBegan', callId, operator, atMs: fromMs },
    ...withinTalk(prng, talking),
    { kind: 'talkEnded', callId, operator, talkMs, by, atMs: fromMs + talkMs },
  ];
}

/** One talk of five has a hold, and one of twelve a colleague who is asked. */
function withinTalk(prng: Prng, talking: Talking): readonly Entry[] {
  const { callId, operator, fromMs, talkMs } = talking;
  const [who, atMs] = [{ callId, operator, by: operator }, fromMs + talkMs / 6];
  const hold: readonly Entry[] = [
    { kind: 'held', ...who, atMs },
    { kind: 'resumed', ...who, atMs: atMs + talkMs / 10 },
  ];
  return [...(prng.chance(1, 5) ? hold : []), ...(prng.chance(1, 12) ? consultation(prng, talking) : [])];
}

/** The caller is on hold meanwhile. One colleague of six does not pick up; three talk as three in one of four. */
function consultation(prng: Prng, talking: Talking): readonly Entry[] {
  const { callId, operator, colleague, fromMs, talkMs } = talking;
  const [beginMs, endMs] = [fromMs + talkMs / 3, fromMs + (2 * talkMs) / 3];
  const asked = { callId, operator: colleague };
  const begins = asks(talking, beginMs);
  if (prng.chance(1, 6))
    return [...begins, { kind: 'consultEnded', ...asked, outcome: 'missed', atMs: endMs }];
  const three = { kind: 'conferenceBegan', callId, operator, with: colleague, by: operator } as const;
  return [
    ...begins,
    { kind: 'consultAnswered', ...asked, atMs: beginMs + talkMs / 10 },
    ...(prng.chance(1, 4) ? [{ ...three, atMs: fromMs + talkMs / 2 }] : []),
    { kind: 'consultEnded', ...asked, outcome: 'answered', atMs: endMs },
  ];
}

/** The caller hears music while the colleague's phone rings. */
export function asks({ callId, operator, colleague }: Talking, atMs: number): readonly Entry[] {
  return [
    { kind: 'held', callId, operator, by: operator, atMs },
    { kind: 'consultRang', callId, operator: colleague, by: operator, atMs },
  ];
}

/** One caller of ten says how it was, one of five of these by voice. */
export function inventedSurvey(prng: Prng, callId: string, atMs: number): readonly Entry[] {
  if (!prng.chance(1, 10)) return [];
  const said = { kind: 'surveyed', callId, survey: 'poll', atMs } as const;
  const voice = { recordingId: `voice-${callId}`, soundMs: 4_000 };
  return [
    atStep(callId, 'rating', atMs),
    { ...said, question: 'how', scale: 'csat', score: 1 + prng.below(5) },
    { ...said, question: 'again', scale: 'nps', score: prng.below(11) },
    ...(prng.chance(1, 5) ? [{ ...said, question: 'why', ...voice } as const] : []),
  ];
}

/** A supervisor scores one talk of fifty an hour after it, and takes one score of eight back for another one. */
export function inventedScores(
  prng: Prng,
  { callId, operator, queue }: { readonly callId: string; readonly operator: string; readonly queue: string },
  overMs: number,
): readonly Entry[] {
  if (!prng.chance(1, 50)) return [];
  const score = { kind: 'scored', callId, form: 'talk', version: 'v1', by: 'olga', operator, queue } as const;
  const words = { failed: [], answers: [], comment: null, remarks: [] };
  const [atMs, percent] = [overMs + 3_600_000, 40 + prng.below(60)];
  const given = { ...score, ...words, percent, isFirst: true, replaces: null, atMs };
  if (!prng.chance(1, 8)) return [given];
  const replaces = { atMs, percent };
  return [given, { ...given, percent: 100, isFirst: false, replaces, atMs: atMs + 60_000 }];
}
