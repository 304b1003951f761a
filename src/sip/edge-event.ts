import type { KeptPhone } from './contact.ts';
import type { BoardSeen } from './node-board.ts';
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
  /** To be told each 100 ms: what time alone makes due is asked for. */
  | { readonly kind: 'ticked' }
  /** Which phones there are is different now. */
  | { readonly kind: 'accountsChanged' }
  /** The edge ends, when this has been carried out. */
  | { readonly kind: 'leaving' }
  /** What Cordboard says of the nodes. */
  | { readonly kind: 'boardSeen'; readonly seen: BoardSeen }
  /** What the process before has kept of phones. */
  | { readonly kind: 'contactsRestored'; readonly phones: readonly KeptPhone[] };

/** All that the edge may want. */
export type EdgeCommand =
  | SipCommand
  | { readonly kind: 'startTimer'; readonly key: EdgeTimerKey; readonly delayMs: number }
  /** What is to be kept of this phone for the process after this one. */
  | ({ readonly kind: 'keepContacts' } & KeptPhone)
  /** What people who look after the edge should be able to read: a constant sentence, and its facts. */
  | {
      readonly kind: 'tell';
      readonly level: 'info' | 'warn' | 'error';
      readonly what: string;
      readonly facts: Readonly<Record<string, string | number>>;
    };
