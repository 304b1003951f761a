import type { AbandonPlace, CallOutcome, CallRecord } from '../../../src/journal/index.ts';
import type { Case, PhoneSight } from './evidence.ts';
import type { Sight } from './sights.ts';

/** What two do within this time was done at once: either may be said to have been the first. */
const AT_ONCE_MS = 300;

type Known = Case & { readonly caller: Sight };

/** What the outcome may be, by what was seen from outside. `talkedMs` is Asterisk's. */
export function expectedOutcomes(
  { caller, person }: Known,
  talkedMs: number,
  blinkMs: number,
): readonly CallOutcome[] {
  if (talkedMs > blinkMs) return ['answered'];
  const atAll: readonly CallOutcome[] = talkedMs > 0 ? ['answered'] : [];
  // A message that was begun may have been too short to be kept.
  if (caller.hungUp && caller.keys.startsWith('3')) return ['voicemail', 'abandoned'];
  if (person.key === '9' && caller.keys !== '') return caller.wasLetGo ? ['closed'] : ['abandoned', 'closed'];
  return caller.hungUp ? [...atAll, 'abandoned'] : atAll;
}

/** Where the caller may have hung up who had no talk. */
export function expectedWhere({ caller, phones }: Known): readonly AbandonPlace[] {
  const endMs = caller.endedMs ?? Number.POSITIVE_INFINITY;
  if (!/^[12]/.test(caller.keys)) return ['flow'];
  const rings = (phone: PhoneSight, marginMs: number): boolean =>
    phone.begunMs <= endMs + marginMs && (phone.endedMs ?? Number.POSITIVE_INFINITY) >= endMs - marginMs;
  const surely = phones.some((phone) => rings(phone, -AT_ONCE_MS));
  const perhaps = phones.some((phone) => rings(phone, AT_ONCE_MS));
  const places: AbandonPlace[] = surely ? [] : ['queue'];
  if (perhaps) places.push('ringing');
  return places;
}

/** Whose BYE may have been the one that ended the call. An operator's ends it although a survey may follow. */
export function whoMayHaveEnded({ caller, phones }: Known): readonly CallRecord['endedBy'][] {
  const callerMs = caller.hungUp ? caller.endedMs : null;
  const operatorMs = hungUpLast(phones);
  const found: CallRecord['endedBy'][] = [];
  if (operatorMs !== null && (callerMs === null || operatorMs < callerMs + AT_ONCE_MS))
    found.push('operator');
  if (callerMs !== null && (operatorMs === null || callerMs < operatorMs + AT_ONCE_MS)) found.push('caller');
  return found.length === 0 ? ['system'] : found;
}

/**
 * When the operator hung up who was the last to leave the call, null if they were let go. The last to leave is seldom
 * the last who was rung: a colleague who was asked goes before the one who asked.
 */
function hungUpLast(phones: readonly PhoneSight[]): number | null {
  const left = phones.flatMap(({ connectedMs, endedMs, hungUp }) =>
    connectedMs === null || endedMs === null ? [] : [{ endedMs, hungUp }],
  );
  const lastMs = Math.max(...left.map(({ endedMs }) => endedMs));
  return left.find(({ endedMs, hungUp }) => hungUp && endedMs > lastMs - AT_ONCE_MS)?.endedMs ?? null;
}
