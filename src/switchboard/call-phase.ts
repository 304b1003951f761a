import { holds } from '../base/index.ts';

/**
 * arrived ─► inFlow ◄─► waiting ◄─► offered ─► talking ─► afterTalk ─► ended
 *              ▲                                 │  └─► waiting (back in the line, place kept)
 *              └─────────────────────────────────┴─ what the flow wants after the talk
 *
 * A call of ours for somebody who is called back has no flow: it begins in the line.
 * Every phase may go to `ended`: the caller can hang up at any moment.
 */
export type CallPhase = 'arrived' | 'inFlow' | 'waiting' | 'offered' | 'talking' | 'afterTalk' | 'ended';

const NEXT: Readonly<Record<CallPhase, readonly CallPhase[]>> = {
  arrived: ['inFlow', 'waiting', 'ended'],
  inFlow: ['waiting', 'afterTalk', 'ended'],
  waiting: ['offered', 'inFlow', 'ended'],
  offered: ['waiting', 'inFlow', 'talking', 'ended'],
  talking: ['waiting', 'inFlow', 'afterTalk', 'ended'],
  afterTalk: ['inFlow', 'waiting', 'ended'],
  ended: [],
};

/** The only way from one phase to the next. */
export function move(from: CallPhase, to: CallPhase): CallPhase {
  holds(NEXT[from].includes(to), `a call never goes from ${from} to ${to}`);
  return to;
}
