import type { CallRecord } from '../../src/journal/index.ts';
import type { Cel, CelCall } from '../../test/kit/cel.ts';

/** Both write down the same moment, each when it comes to know of it. */
const APART_MS_MAX = 1_000;
/** Who comes while Cordboard does not hear is offered again by the dialplan within this (`[net]` of extensions.conf). */
const OFFERED_AGAIN_MS = 3_000;

/**
 * By Asterisk's own diary: whoever talked with two at once, channels without an end, and records that tell other times
 * than it does. Of `records` each is one of a call whose channel stands in the diary. Where Cordboard was away, or could
 * not hear Asterisk, for up to `deafMs`, what happened then may be told later by so much, and a talk be longer or shorter
 * by it. Sentences, or none.
 */
export function diaryFaults(cel: Cel, records: readonly CallRecord[], deafMs = 0): readonly string[] {
  return [
    ...cel.doubleTalks().map((both) => `two talks at once by the diary of Asterisk: ${both}`),
    ...cel.openChannels().map((channel) => `a channel has no end in the diary of Asterisk: ${channel}`),
    ...records.flatMap((record) => recordFaults(cel, record, deafMs)),
  ];
}

function recordFaults(cel: Cel, record: CallRecord, deafMs: number): readonly string[] {
  // A call has the name of its caller's channel.
  const call = cel.callsOf(record.caller).find(({ channelId }) => channelId === record.callId);
  if (call === undefined) return [`the diary of Asterisk knows no call ${record.callId} of ${record.caller}`];
  const [beginMs, talkMs] = [record.arrivedMs - call.begunMs, record.talkMs - talkedMs(cel, record, call)];
  const beginsLaterMs = deafMs === 0 ? 0 : deafMs + OFFERED_AGAIN_MS;
  return [
    ...apart(record, 'the begin', beginMs, [0, beginsLaterMs]),
    ...endFaults(record, call, deafMs),
    ...apart(record, 'the time in talk', talkMs, [deafMs, deafMs]),
  ];
}

/** A record that is open is somebody else's matter; so is one that says itself that its end is estimated. */
function endFaults(record: CallRecord, { endedMs }: CelCall, deafMs: number): readonly string[] {
  if (record.endedMs === null || record.endEstimated || endedMs === null) return [];
  return apart(record, 'the end', record.endedMs - endedMs, [0, deafMs]);
}

/** Somebody may have called several times. */
function talkedMs(cel: Cel, { caller }: CallRecord, { begunMs, endedMs }: CelCall): number {
  const talks = cel.talksOf(caller).filter(({ fromMs }) => {
    return fromMs >= begunMs && fromMs <= (endedMs ?? Number.POSITIVE_INFINITY);
  });
  return talks.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** `lessMs` and `moreMs` may be allowed besides. */
function apart(
  { caller }: CallRecord,
  what: string,
  byMs: number,
  [lessMs, moreMs]: readonly [number, number],
): readonly string[] {
  if (byMs >= -APART_MS_MAX - lessMs && byMs <= APART_MS_MAX + moreMs) return [];
  return [
    `the record of ${caller} and the diary of Asterisk are ${Math.round(Math.abs(byMs))} ms apart about ${what}`,
  ];
}
