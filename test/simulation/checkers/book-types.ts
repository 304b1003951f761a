import type { Entry } from '../../../src/journal/index.ts';

/** One stay in a queue, as the journal tells it. */
export type BookVisit = {
  readonly queue: string;
  /** What the flow's step adds. */
  readonly must: string;
  readonly needs: string;
  readonly keepsNeeds: boolean;
  readonly enteredMs: number;
  /** Since when the caller ages in the line: a supervisor's move into another queue takes the age along. */
  readonly agedMs: number;
  /** Order of entering, over all calls. */
  readonly order: number;
  /** Since when the caller has stood in the line without a ringing phone. */
  presentMs: number;
  /** An operator has given the caller to this line: what the number says of class and head start does not count. */
  readonly isGiven: boolean;
  /** A supervisor or an admin has had a hand in it: this caller is not served as others are. */
  isTouched: boolean;
};

export type BookOffer = {
  readonly offerId: string;
  readonly operator: string;
  /** Since when it rings. */
  readonly atMs: number;
  /** The same, as the process may have it that serves the call: at the latest. */
  readonly countsFromMs: number;
  hasRung: boolean;
};

type Asked = { readonly operator: string; readonly hasAnswered: boolean };

export type BookCall = {
  readonly callId: string;
  readonly dialled: string;
  hasStep: boolean;
  visit: BookVisit | null;
  /** The last one that has ended; a process that goes on with the call may not know of its end. */
  visitBefore: BookVisit | null;
  /** Phones that ring: one, or those of a ring group. */
  readonly offers: Map<string, BookOffer>;
  /** Offers that were closed; a process that goes on with the call may not know of the last ones. */
  readonly left: Map<string, BookOffer>;
  isAdopted: boolean;
  /** Operator → when an offer to them last came to nothing. */
  readonly failedMs: Map<string, number>;
  /** The operator who picked up, from then to the end of the talk. */
  picked: { readonly operator: string; readonly offerId: string; readonly queue: string } | null;
  /** Whoever is rung, or has answered, beside the talk or instead of it. */
  consulted: Asked | null;
  /** The last one of whom it is no more so; a process that goes on with the call may not know that. */
  asked: Asked | null;
  /** The queue that led to the last talk. */
  metIn: string;
  talkBeganMs: number | null;
  hasTalked: boolean;
  isAfterTalk: boolean;
};

export type BookOperator = {
  presence: Extract<Entry, { kind: 'operatorChanged' }>['presence'];
  reason: string | null;
  /** Where they have signed in. */
  phone: string | null;
  unit: Extract<Entry, { kind: 'operatorChanged' }>['unit'];
  /** Since when the unit is what it is. */
  unitSinceMs: number;
  /** When the wrap-up ends by itself (wall time); null: there is none. */
  wrapUpEndsMs: number | null;
  missedInRow: number;
  /** The queue of the last talk: its wrap-up counts. */
  lastQueue: string | null;
};

/** A call that an operator makes, and the phones that are rung for it. */
export type OwnCall = { readonly operator: string; readonly legs: Set<string> };

/** A call of which nothing is known yet. */
export const newBookCall = (callId: string, dialled: string): BookCall => ({
  ...{ callId, dialled, hasStep: false, visit: null, visitBefore: null, picked: null, talkBeganMs: null },
  ...{ consulted: null, asked: null, metIn: '' },
  ...{
    hasTalked: false,
    isAfterTalk: false,
    offers: new Map(),
    left: new Map(),
    isAdopted: false,
    failedMs: new Map(),
  },
});

/** Nobody of whom the process knows anything. */
export const SIGNED_OUT: BookOperator = {
  presence: 'offline',
  reason: null,
  phone: null,
  wrapUpEndsMs: null,
  unit: 'free',
  unitSinceMs: 0,
  missedInRow: 0,
  lastQueue: null,
};
