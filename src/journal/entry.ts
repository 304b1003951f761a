import type { CallbackEntry } from '../callbacks/index.ts';
import type { HouseEntry, RefusalReason } from './house-entry.ts';
import type { NoticeEntry } from './notice.ts';
import type { RecordingEntry } from './recording-entry.ts';
import type { RecordingMark, ScoreEntry } from './score-entry.ts';
import type { OfferOutcome, TalkEntry } from './talk-entry.ts';

/**
 * What happened, written once. Entries are facts in the past tense; a call record, the live stream and later
 * the reports are folded from them. `atMs` is wall time. Every entry that names a call belongs to it.
 */
export type Entry =
  | CallbackEntry
  | FlowEntry
  | NoticeEntry
  | TalkEntry
  | RecordingEntry
  | ScoreEntry
  | HouseEntry;

/** The way of a call through the hotline: arriving, steps of the flow, waiting, offers, the end. */
type FlowEntry = { readonly atMs: number } & (
  | {
      readonly kind: 'callArrived';
      readonly callId: string;
      readonly dialled: string;
      readonly caller: string;
      readonly flow: string | null;
      /** The version of the flows, and the side of the trial that was going on. */
      readonly flowHash?: string;
      readonly trial?: TrialSide;
      /** Of several nodes of the exchange, the one that carries the caller. */
      readonly node?: string;
      /** It is we who call: for this promise to call back. */
      readonly callbackId?: string;
    }
  /** The caller wants to be called back: what has become of that. `callbackId` names the promise, if there is one. */
  | {
      readonly kind: 'callbackWished';
      readonly callId: string;
      readonly callbackId: string | null;
      readonly number: string;
      readonly outcome: 'booked' | 'exists' | 'refused' | 'full';
      readonly why: string | null;
    }
  /** An operator has dialled from their phone; for a caller `callArrived` stands here. `number`: the operator's. */
  | {
      readonly kind: 'ownCallBegan';
      readonly callId: string;
      readonly operator: string;
      readonly direction: Exclude<CallDirection, 'incoming'>;
      readonly number: string;
      readonly dialled: string;
    }
  | { readonly kind: 'callAnswered'; readonly callId: string }
  | {
      readonly kind: 'stepEntered';
      readonly callId: string;
      readonly flow: string;
      readonly step: string;
      readonly visit: number;
    }
  | { readonly kind: 'stepLeft'; readonly callId: string; readonly step: string; readonly outcome: string }
  | {
      readonly kind: 'said';
      readonly callId: string;
      readonly language: string;
      readonly what: readonly string[];
    }
  /** The step got no answer in time, or keys that fit nothing: it asks again, or gives up. */
  | {
      readonly kind: 'answerMissed';
      readonly callId: string;
      readonly flow: string;
      readonly step: string;
      readonly why: 'wrong' | 'silent';
    }
  /** `digit` is "•" where the input is secret. */
  | { readonly kind: 'digitPressed'; readonly callId: string; readonly digit: string }
  | {
      readonly kind: 'queueEntered';
      readonly callId: string;
      readonly queue: string;
      /** What the flow's step adds to the queue's own demand: `must` at every stage, `needs` at first, or always. */
      readonly must?: string;
      readonly needs: string | null;
      readonly keepsNeeds?: boolean;
      readonly waitingBefore: number;
      /** The caller has been here not long ago, and has the place of then: so old it is. */
      readonly keptForMs?: number;
      /** The wait to be expected then: half, and nine of ten such callers wait less. Not there where nobody serves. */
      readonly estimate?: { readonly p50Ms: number; readonly p90Ms: number };
    }
  | {
      readonly kind: 'offered';
      readonly callId: string;
      readonly offerId: string;
      readonly operator: string;
      readonly why: OfferReason;
    }
  | { readonly kind: 'rang'; readonly callId: string; readonly offerId: string; readonly operator: string }
  | {
      readonly kind: 'offerEnded';
      readonly callId: string;
      readonly offerId: string;
      readonly operator: string;
      readonly outcome: OfferOutcome;
    }
  /** `answered` here means that an operator did; the wait is over. */
  | {
      readonly kind: 'queueLeft';
      readonly callId: string;
      readonly queue: string;
      readonly outcome: VisitOutcome;
      readonly waitMs: number;
      /** The operator with whom a process before had joined the caller: it may have told of this itself. */
      readonly joinedBefore?: string;
    }
  /** A supervisor (`by`) moved the caller, or changed class or head start: where the caller stands now. */
  | {
      readonly kind: 'placeChanged';
      readonly callId: string;
      readonly queue: string;
      readonly class: number;
      readonly boostMs: number;
      readonly by: string;
    }
  /** Somebody (`by`) wants the operator to have the caller now, out of turn. */
  | { readonly kind: 'takeAsked'; readonly callId: string; readonly operator: string; readonly by: string }
  /** The caller chose the language of the hotline. */
  | { readonly kind: 'languageChosen'; readonly callId: string; readonly language: string }
  /** The flow noted a label, or the contact reason. */
  | {
      readonly kind: 'tagged';
      readonly callId: string;
      readonly label: string | null;
      readonly reason: string | null;
    }
  /** A person (`by`) noted something of the call, during it or after it: words, the contact reason, or both. */
  | {
      readonly kind: 'noted';
      readonly callId: string;
      readonly by: string;
      readonly text: string | null;
      readonly reason: string | null;
      /** The place in a recording that it is about. */
      readonly mark?: RecordingMark;
    }
  | { readonly kind: 'trouble'; readonly callId: string; readonly what: string }
  | {
      readonly kind: 'callEnded';
      readonly callId: string;
      readonly outcome: CallOutcome;
      readonly where: AbandonPlace | null;
      readonly by: 'caller' | 'operator' | 'system';
      /** Nobody was there to see the end: it was some time before. */
      readonly estimated?: true;
      /** Nor was anybody there to see what became of those who were at work for it. */
      readonly unseen?: true;
      /** It was turned away at the door, for want of room. */
      readonly refused?: RefusalReason;
    }
);

/** While a new version of the flows is tried on a share of the callers: which of the two a call met. */
export type TrialSide = 'before' | 'new';

/** What tells how much of the day's minutes a call out has taken. */
export type CallOutEntry = Extract<Entry, { readonly kind: 'dialled' | 'outEnded' }>;

/** An entry that belongs to one call. */
export type CallEntry = Extract<Entry, { readonly callId: string }>;

/**
 * Why this operator was rung for this caller: who was chosen for whom, how long the operator had been idle, how many
 * free operators could have been rung, and how many ring together.
 */
export type OfferReason = {
  readonly rule: 'operator became free' | 'caller first in line' | 'taken by name';
  readonly idleMs: number;
  readonly candidatesCount: number;
  readonly group: number;
  /** Stages that had begun, what they asked for in all, and the operator's levels in it. */
  readonly stage?: number;
  readonly needs?: string;
  readonly levels?: Readonly<Record<string, number>>;
  /** How the queue chooses among several. */
  readonly strategy?: string;
};

/** Who called: somebody outside, or an operator, somebody outside or a colleague. */
export type CallDirection = 'incoming' | 'outgoing' | 'internal';

/** How a call ended: exactly one. */
export type CallOutcome =
  | 'answered'
  | 'abandoned'
  | 'self_served'
  | 'transferred_out'
  | 'voicemail'
  | 'callback_booked'
  | 'overflow'
  | 'closed'
  | 'rejected'
  | 'failed'
  /** A call of ours to somebody who wanted to be called back, and whom nobody talked with. */
  | 'unreached'
  | 'node_failure';

/** Where an abandoned call was abandoned. */
export type AbandonPlace = 'flow' | 'queue' | 'ringing';

/** How one visit to a queue ended: exactly one per visit. */
export type VisitOutcome =
  | 'answered'
  | 'abandoned'
  | 'timeout'
  | 'full'
  | 'unstaffed'
  | 'left'
  | 'callback'
  | 'voicemail'
  | 'moved'
  | 'failed';
