import type { AbandonPlace, CallOutcome, CallRecord } from '../../../src/journal/index.ts';
import type { CelCall, CelRing } from '../../../test/kit/cel.ts';
import type { Case, PhoneSight } from './evidence.ts';
import type { Sight } from './sights.ts';

/** What two do within this time was done at once: either may be said to have been the first. */
const AT_ONCE_MS = 300;

/** A phone has its INVITE within this time of the exchange's wish to call it. */
const INVITE_MS = 1_000;
/** Steps of the bundle with which its flow hangs up. */
const LAST_STEPS: readonly string[] = ['bye', 'closed'];

type Known = Case & { readonly caller: Sight; readonly channel: CelCall };

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

/**
 * Where the caller may have hung up who had no talk. When the hang-up came to the exchange, and whom it called then, one
 * clock tells; SIPp tells that such a call came to the phone, unless the phone was lost.
 */
export function expectedWhere(known: Known): readonly AbandonPlace[] {
  const { caller, cel, channel } = known;
  if (!/^[12]/.test(caller.keys)) return ['flow'];
  const endMs = channel.endedMs ?? Number.POSITIVE_INFINITY;
  const rings = cel.ringsFor(channel.channelId);
  const isUp = ({ begunMs, endedMs }: CelRing, marginMs: number): boolean =>
    begunMs <= endMs + marginMs && endedMs >= endMs - marginMs;
  const surely = rings.some((ring) => isUp(ring, -AT_ONCE_MS) && cameToPhone(known, ring));
  // A call that is taken back at once may never have left the exchange.
  const perhaps = rings.some(
    (ring) => isUp(ring, AT_ONCE_MS) && (ring.begunMs > endMs - AT_ONCE_MS || cameToPhone(known, ring)),
  );
  const places: AbandonPlace[] = surely ? [] : ['queue'];
  if (perhaps) places.push('ringing');
  return places;
}

/** A phone that was lost meanwhile rings for all that the exchange can know. */
function cameToPhone({ phones, losses }: Known, { phone, begunMs, endedMs }: CelRing): boolean {
  const isSeen = phones.some(
    (sight) =>
      sight.phone === phone &&
      sight.begunMs > begunMs - INVITE_MS &&
      sight.begunMs < Math.min(begunMs + INVITE_MS, endedMs + AT_ONCE_MS),
  );
  const wasLost = losses.some(
    (loss) => loss.phone === phone && loss.fromMs < endedMs && loss.untilMs > begunMs,
  );
  return isSeen || wasLost;
}

/** Whose wish may have been the one that ended the call. An operator's BYE ends it although a survey may follow. */
export function whoMayHaveEnded(known: Known): readonly CallRecord['endedBy'][] {
  const { caller, phones } = known;
  const callerMs = caller.hungUp ? caller.endedMs : null;
  const operatorMs = hungUpLast(phones);
  if (operatorMs === null) return callerMs === null ? ['system'] : flowOrCaller(known);
  const found: CallRecord['endedBy'][] = [];
  if (callerMs === null || operatorMs < callerMs + AT_ONCE_MS) found.push('operator');
  if (callerMs !== null && callerMs < operatorMs + AT_ONCE_MS) found.push('caller');
  return found;
}

/**
 * The caller hung up, and nobody else did; the flow may have come to its end just before: it decides in Cordboard, and
 * the caller's BYE counts from when it comes to the exchange.
 */
function flowOrCaller({ caller, channel, stories }: Known): readonly CallRecord['endedBy'][] {
  const steps = stories[0]?.timeline.filter((entry) => entry.kind === 'stepEntered') ?? [];
  const last = steps.at(-1);
  const hungUpMs = channel.endedMs ?? caller.endedMs ?? Number.POSITIVE_INFINITY;
  if (last === undefined || !LAST_STEPS.includes(last.step)) return ['caller'];
  const found: CallRecord['endedBy'][] = [];
  if (last.atMs < hungUpMs + AT_ONCE_MS) found.push('system');
  if (hungUpMs < last.atMs + AT_ONCE_MS) found.push('caller');
  return found;
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
