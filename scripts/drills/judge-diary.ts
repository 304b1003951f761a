import type { CallRecord } from '../../src/journal/index.ts';
import type { Cel, CelCall } from '../../test/kit/cel.ts';

/** Both write down the same moment, each when it comes to know of it. */
const APART_MS_MAX = 1_000;

/** What the records of a run cannot tell as Asterisk does, in milliseconds. */
export type Allowance = {
  /**
   * Cordboard was away, or could not hear Asterisk, for up to so long. It finds out when somebody came or went then;
   * but that two began to hear each other is told when it hears again, and their talk is shorter.
   */
  readonly deafMs?: number;
  /** Cordboard heard, but so late: it was busy, the line was slow, or an event was lost until it looked. */
  readonly lateMs?: number;
  /** Callers are given from one operator to another: for so long they may hear both. */
  readonly handedOverMs?: number;
};

/**
 * By Asterisk's own diary: whoever talked with two at once, channels without an end, and records that tell other times
 * than it does. Of `records` each is one of a call whose channel stands in the diary. Sentences, or none.
 */
export function diaryFaults(
  cel: Cel,
  records: readonly CallRecord[],
  allowed: Allowance = {},
): readonly string[] {
  return [
    ...cel
      .doubleTalks(allowed.handedOverMs)
      .map((both) => `two talks at once by the diary of Asterisk: ${both}`),
    ...cel.openChannels().map((channel) => `a channel has no end in the diary of Asterisk: ${channel}`),
    ...records.flatMap((record) => recordFaults(cel, record, allowed)),
  ];
}

function recordFaults(cel: Cel, record: CallRecord, allowed: Allowance): readonly string[] {
  const { deafMs = 0, lateMs = 0 } = allowed;
  // A call has the name of its caller's channel.
  const call = cel.callsOf(record.caller).find(({ channelId }) => channelId === record.callId);
  if (call === undefined) return [`the diary of Asterisk knows no call ${record.callId} of ${record.caller}`];
  const [beginMs, talkMs] = [record.arrivedMs - call.begunMs, record.talkMs - talkedMs(cel, record, call)];
  return [
    ...apart(record, 'the begin', beginMs, [0, lateMs]),
    ...endFaults(record, call, lateMs),
    ...apart(record, 'the time in talk', talkMs, [deafMs + lateMs, lateMs]),
  ];
}

/**
 * A record that is open is somebody else's matter. Of a call that was lost with its node nobody knows better; any other
 * end that is an estimate is one because the diary told of it in that very moment, and is as true as all others.
 */
function endFaults(record: CallRecord, { endedMs }: CelCall, lateMs: number): readonly string[] {
  if (record.endedMs === null || endedMs === null || record.outcome === 'node_failure') return [];
  return apart(record, 'the end', record.endedMs - endedMs, [0, lateMs]);
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
