import type { CallRecord } from '../../src/journal/index.ts';
import type { Cel, CelCall } from '../../test/kit/cel.ts';

/** Both write down the same moment, each when it comes to know of it. */
const APART_MS_MAX = 1_000;

/**
 * By Asterisk's own diary: whoever talked with two at once, channels without an end, and records that tell other times
 * than it does. Of `records` each is one of a call whose channel stands in the diary. Where Cordboard could not hear
 * Asterisk for up to `deafMs`, an end may be told later by so much. Sentences, or none.
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
  return [
    ...apart(record, 'the begin', record.arrivedMs - call.begunMs),
    ...endFaults(record, call, deafMs),
    ...apart(record, 'the time in talk', record.talkMs - talkedMs(cel, record, call), deafMs),
  ];
}

/** A record that is open is somebody else's matter; so is one that says itself that its end is estimated. */
function endFaults(record: CallRecord, { endedMs }: CelCall, deafMs: number): readonly string[] {
  if (record.endedMs === null || record.endEstimated || endedMs === null) return [];
  return apart(record, 'the end', record.endedMs - endedMs, deafMs);
}

/** Somebody may have called several times. */
function talkedMs(cel: Cel, { caller }: CallRecord, { begunMs, endedMs }: CelCall): number {
  const talks = cel.talksOf(caller).filter(({ fromMs }) => {
    return fromMs >= begunMs && fromMs <= (endedMs ?? Number.POSITIVE_INFINITY);
  });
  return talks.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

function apart({ caller }: CallRecord, what: string, byMs: number, laterMs = 0): readonly string[] {
  if (byMs >= -APART_MS_MAX && byMs <= APART_MS_MAX + laterMs) return [];
  return [
    `the record of ${caller} and the diary of Asterisk are ${Math.round(Math.abs(byMs))} ms apart about ${what}`,
  ];
}
