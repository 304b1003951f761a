import { eventually } from '../../test/kit/eventually.ts';
import type { HotlineApi } from '../../test/kit/hotline-api.ts';
import type { OperatorPhone, OutgoingCall } from '../../test/kit/phones/index.ts';
import { passes, type StandardLoad } from './standard-load.ts';

/** Callers who come one after the other, talk with an operator for a moment, and go. */
export type Traffic = {
  readonly calls: number;
  readonly everyMs: number;
  readonly talkMs: number;
  /** The first digits of all their numbers. */
  readonly prefix: string;
};

/** What came of it. Times in milliseconds. */
export type Carried = {
  readonly numbers: readonly string[];
  /** From the call until an operator is connected. */
  readonly servedMsMax: number;
  readonly faults: readonly string[];
};

/** Nobody who can be served waits longer than the making up for lost events takes, several times over. */
const SERVED_MS = 45_000;
const ENDED_MS = 30_000;
/** The API takes 200 requests a second. */
const ASKED_EVERY_MS = 12;
const CLOSED_MS = 20_000;

/** Half of them hang up themselves, and are hung up on otherwise. Resolves when all are over. */
export async function carryCalls(standard: StandardLoad, traffic: Traffic): Promise<Carried> {
  const { calls, everyMs, prefix } = traffic;
  const numbers = Array.from({ length: calls }, (_, index) => `${prefix}${String(index).padStart(5, '0')}`);
  const [lives, faults]: [Promise<number>[], string[]] = [[], []];
  const failed = (err: unknown): number => {
    faults.push(firstLine(err));
    return 0;
  };
  for (const [index, number] of numbers.entries()) {
    lives.push(oneCall(standard, number, traffic, index % 2 === 0).catch(failed));
    await passes(everyMs);
  }
  return { numbers, servedMsMax: Math.max(0, ...(await Promise.all(lives))), faults };
}

/** Resolves with how long the caller waited for an operator. Whatever comes of it, the caller is gone then. */
async function oneCall(
  standard: StandardLoad,
  number: string,
  traffic: Traffic,
  callerEnds: boolean,
): Promise<number> {
  const call = await standard.dial(number);
  try {
    return await talkOf(standard, call, traffic, callerEnds);
  } finally {
    if (call.state !== 'ended') call.hangUp();
  }
}

async function talkOf(
  standard: StandardLoad,
  call: OutgoingCall,
  { talkMs }: Traffic,
  callerEnds: boolean,
): Promise<number> {
  const { number } = call;
  const beganMs = performance.now();
  const isServed = ({ kind, peer }: { kind: string; peer: string }): boolean =>
    kind === 'connected' && peer === number;
  const { atMs } = await standard.diary.until(`${number} is served`, isServed, SERVED_MS);
  await passes(talkMs);
  if (callerEnds) call.hangUp();
  else (await phoneWith(standard, number)).hangUp();
  await isOver(call);
  return atMs - beganMs;
}

/** Whoever was connected first may have been let go: what counts is who talks now. */
function phoneWith({ phones }: StandardLoad, number: string): Promise<OperatorPhone> {
  const talks = ({ current }: OperatorPhone): boolean =>
    current?.state === 'talking' && current.callerNumber === number;
  return eventually(`somebody talks to ${number}`, () => phones.find(talks), SERVED_MS);
}

/** Resolves when the caller is let go. */
export async function isOver(call: OutgoingCall, withinMs: number = ENDED_MS): Promise<void> {
  const isLetGo = (): true | undefined => (call.state === 'ended' ? true : undefined);
  await eventually(`${call.number} is let go`, isLetGo, withinMs);
}

/** The journals of these callers, by number: what happened, in its order. Faults: not one closed record of a talk. */
export async function storiesOf(
  { hotline: { api } }: StandardLoad,
  numbers: readonly string[],
): Promise<{ readonly stories: ReadonlyMap<string, readonly string[]>; readonly faults: readonly string[] }> {
  const [stories, faults] = [new Map<string, readonly string[]>(), [] as string[]];
  for (const number of numbers) {
    await eventually(`${number} has one closed record`, () => api.closedRecord(number), CLOSED_MS).catch(
      (err: Error) => faults.push(firstLine(err.cause ?? err)),
    );
    const [record] = await api.recordsOf(number);
    if (record === undefined) continue;
    if (record.outcome !== 'answered') faults.push(`${number}: ${record.outcome}`);
    const { timeline } = await api.story(record.callId);
    stories.set(
      number,
      timeline.map(({ kind }) => kind),
    );
    await passes(2 * ASKED_EVERY_MS);
  }
  return { stories, faults };
}

/** Those who talk hang up, and their operators are free. */
export async function freeAll({ hotline: { api }, talking }: StandardLoad): Promise<void> {
  for (const call of talking) call.hangUp();
  await allFree(api);
}

/** Resolves when all operators are free; rejects with who is not. */
export async function allFree(api: HotlineApi): Promise<void> {
  await eventually('all operators are free', async () => {
    const { operators } = await api.board();
    const busy = operators.filter(({ unit }) => unit !== 'free').map(({ id, unit }) => `${id} is ${unit}`);
    if (busy.length > 0) throw new Error(busy.join(', '));
    return true;
  });
}

const firstLine = (err: unknown): string => String(err instanceof Error ? err.message : err).split('\n')[0]!;
