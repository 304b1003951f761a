import type { Entry } from '../../src/journal/index.ts';

export const NINE = Date.parse('2026-03-02T09:00:00Z');
export const seconds = (count: number): number => NINE + count * 1_000;

const WHY = { rule: 'caller first in line', idleMs: 0, candidatesCount: 1, group: 1 } as const;

export type CallStory = {
  readonly callId: string;
  readonly caller?: string;
  readonly queue?: string;
  readonly operator?: string;
  readonly reason?: string;
  /** Seconds since nine o'clock. */
  readonly at: number;
  readonly estimateMs?: number;
} & (
  | { readonly waits: number; readonly talks: number; readonly wrapsUp: number }
  | { readonly waits: number; readonly hangsUp: 'queue' | 'ringing' }
);

/** What the journal tells of a plain call: it arrives, waits for a second and more, and talks or hangs up. */
export function callStory(story: CallStory): readonly Entry[] {
  const { callId, queue = 'support', operator = 'anna', at, waits, reason } = story;
  const [arrivedMs, leftMs] = [seconds(at), seconds(at + waits)];
  const { caller = `+7900${callId}`, estimateMs } = story;
  const estimate = estimateMs === undefined ? {} : { estimate: { p50Ms: estimateMs, p90Ms: 3 * estimateMs } };
  const of = { callId, operator };
  const begins: readonly Entry[] = [
    { kind: 'callArrived', callId, dialled: '100', caller, flow: 'main', flowHash: 'f1', atMs: arrivedMs },
    ...(reason === undefined
      ? []
      : [{ kind: 'tagged', callId, label: null, reason, atMs: arrivedMs } as const]),
    { kind: 'queueEntered', callId, queue, needs: null, waitingBefore: 0, ...estimate, atMs: arrivedMs },
  ];
  const rings: Entry = { kind: 'offered', ...of, offerId: `op-${callId}`, why: WHY, atMs: leftMs - 1_000 };
  const ended = { kind: 'offerEnded', ...of, offerId: `op-${callId}`, atMs: leftMs } as const;
  const left = { kind: 'queueLeft', callId, queue, waitMs: waits * 1_000, atMs: leftMs } as const;
  const state = { kind: 'operatorChanged', operator, presence: 'ready', reason: null } as const;
  if ('hangsUp' in story) {
    const gone = {
      kind: 'callEnded',
      callId,
      outcome: 'abandoned',
      where: story.hangsUp,
      by: 'caller',
    } as const;
    const stops: readonly Entry[] = [
      { ...ended, outcome: 'withdrawn' },
      { ...state, unit: 'free', atMs: leftMs },
    ];
    const isRinging = story.hangsUp === 'ringing';
    const ends: readonly Entry[] = [
      { ...left, outcome: 'abandoned' },
      { ...gone, atMs: leftMs },
    ];
    return [...begins, ...(isRinging ? [rings, ...stops] : []), ...ends];
  }
  const [overMs, freeMs] = [leftMs + story.talks * 1_000, leftMs + (story.talks + story.wrapsUp) * 1_000];
  return [
    ...[...begins, rings, { ...ended, outcome: 'answered' } as const],
    { ...state, unit: 'busy', atMs: leftMs },
    { ...left, outcome: 'answered' },
    { kind: 'talkBegan', ...of, atMs: leftMs },
    { kind: 'talkEnded', ...of, talkMs: story.talks * 1_000, by: 'caller', atMs: overMs },
    { kind: 'callEnded', callId, outcome: 'answered', where: null, by: 'caller', atMs: overMs },
    { ...state, unit: 'wrapUp', atMs: overMs },
    { ...state, unit: 'free', atMs: freeMs },
  ];
}

export const signedIn = (operator: string, at: number): Entry => {
  return {
    kind: 'operatorChanged',
    operator,
    presence: 'ready',
    unit: 'free',
    reason: null,
    atMs: seconds(at),
  };
};
