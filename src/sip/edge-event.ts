import type { SipCommand, SipEvent } from './sip-edge.ts';

/** A wait with a limit: what for, of which visit ("" of the whole edge), and which one of them. */
export type EdgeTimerKey = {
  readonly owner: string;
  readonly purpose: 'pace' | 'offer' | 'glare';
  readonly generation: number;
};

/** All that may happen to the edge. */
export type EdgeEvent =
  | SipEvent
  | { readonly kind: 'timerFired'; readonly key: EdgeTimerKey }
  /** No new calls for this node until it answers again; whoever is there stays. */
  | { readonly kind: 'nodeSuspected'; readonly node: string }
  /** The node is gone, and all that it carried. */
  | { readonly kind: 'nodeDied'; readonly node: string };

/** All that the edge may want. */
export type EdgeCommand =
  | SipCommand
  | { readonly kind: 'startTimer'; readonly key: EdgeTimerKey; readonly delayMs: number }
  /** What people who look after the edge should be able to read: a constant sentence, and its facts. */
  | {
      readonly kind: 'tell';
      readonly what: string;
      readonly facts: Readonly<Record<string, string | number>>;
    };
