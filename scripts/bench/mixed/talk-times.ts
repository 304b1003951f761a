import type { Entry } from '../../../src/journal/index.ts';
import type { CelTalk } from '../../../test/kit/cel.ts';

/** How long a caller heard each operator. Milliseconds by the operator's phone. */
export type TalkTimes = ReadonlyMap<string, number>;

/** The operators of the bundle are called after their phones. */
const phoneOf = (operator: string): string => operator.replace(/^op-/, '');

/** By Asterisk's diary. */
export function timesSeen(talks: readonly CelTalk[]): TalkTimes {
  const times = new Map<string, number>();
  for (const { phone, fromMs, toMs } of talks) times.set(phone, (times.get(phone) ?? 0) + toMs - fromMs);
  return times;
}

type Together = { readonly operator: string; readonly fromMs: number };

/**
 * By the journal: from the beginning of a talk to its end, without the time on hold; in a conference both operators
 * are heard.
 */
export function timesTold(timeline: readonly Entry[]): TalkTimes {
  const times = new Map<string, number>();
  let heard: Together[] = [];
  const stops = (atMs: number, operator?: string): void => {
    for (const each of heard.filter((one) => operator === undefined || one.operator === operator)) {
      const phone = phoneOf(each.operator);
      times.set(phone, (times.get(phone) ?? 0) + atMs - each.fromMs);
      heard = heard.filter((one) => one !== each);
    }
  };
  const begins = (operator: string, fromMs: number): void => {
    if (!times.has(phoneOf(operator))) times.set(phoneOf(operator), 0);
    if (!heard.some((one) => one.operator === operator)) heard.push({ operator, fromMs });
  };
  let talking: string | undefined;
  for (const entry of timeline) {
    if (entry.kind === 'talkBegan') {
      talking = entry.operator;
      begins(talking, entry.atMs);
    } else if (entry.kind === 'held') stops(entry.atMs);
    else if (entry.kind === 'resumed') begins(entry.operator, entry.atMs);
    else if (entry.kind === 'conferenceBegan') {
      begins(entry.operator, entry.atMs);
      begins(entry.with, entry.atMs);
    } else if (entry.kind === 'consultEnded') {
      stops(entry.atMs, entry.operator);
      // Whoever consulted has the caller again, without a word about it.
      if (talking !== undefined) begins(talking, entry.atMs);
    } else if (entry.kind === 'talkEnded') {
      stops(entry.atMs, entry.operator);
      talking = undefined;
    } else if (entry.kind === 'callEnded') stops(entry.atMs);
  }
  return times;
}
