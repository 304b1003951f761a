import type { CallStory, Entry } from '../journal/index.ts';
import type { BoardCall } from '../switchboard/index.ts';
import type { Customer } from './customer.ts';

/** Who calls and why: what an operator reads while the phone rings. */
export type ScreenPop = {
  readonly callId: string;
  readonly caller: string;
  readonly callerName: string;
  readonly dialled: string;
  readonly queue: string | null;
  /** In queues, all visits of this call together. */
  readonly waitedMs: number;
  readonly language: string | null;
  /** Labels and the contact reason, as the flow noted them. */
  readonly labels: readonly string[];
  readonly reason: string | null;
  /** What the caller pressed, step by step; "•" where the input is secret. */
  readonly pressed: readonly { readonly step: string; readonly digits: string }[];
  /** Null when the store did not answer in time. */
  readonly customer: Customer | null;
};

/** Makes the pop of a call of now; without its story when the store does not answer. */
export function screenPopOf(
  { callId, caller, callerName, dialled, queue: waitsIn }: BoardCall,
  story: CallStory | undefined,
  customer: Customer | null,
  wallMs: number,
): ScreenPop {
  const { labels = [], reason = null, language = null, queue: last = null } = story?.record ?? {};
  // In a talk the wait is over: the queue is the last one.
  const queue = waitsIn ?? last;
  return {
    ...{ callId, caller, callerName, dialled, queue },
    waitedMs: story === undefined ? 0 : waitedMs(story, wallMs),
    ...{ labels, reason, language },
    pressed: pressedIn(story?.timeline ?? []),
    customer,
  };
}

/** A visit that goes on counts up to now: an entry ends it when the operator picks up. */
function waitedMs({ record, timeline }: CallStory, wallMs: number): number {
  const last = timeline.findLast(({ kind }) => kind === 'queueEntered' || kind === 'queueLeft');
  return record.waitMs + (last?.kind === 'queueEntered' ? Math.max(0, wallMs - last.atMs) : 0);
}

function pressedIn(timeline: readonly Entry[]): ScreenPop['pressed'] {
  const pressed: { step: string; digits: string }[] = [];
  let step = '';
  for (const entry of timeline) {
    if (entry.kind === 'stepEntered') step = entry.step;
    if (entry.kind !== 'digitPressed') continue;
    const last = pressed.at(-1);
    if (last?.step === step) last.digits += entry.digit;
    else pressed.push({ step, digits: entry.digit });
  }
  return pressed;
}
