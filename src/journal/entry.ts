/**
 * What happened, written once. Entries are facts in the past tense; a call record, the live stream and later
 * the reports are folded from them. `atMs` is wall time. Every entry that names a call belongs to it.
 */
export type Entry = { readonly atMs: number } & (
  | {
      readonly kind: 'callArrived';
      readonly callId: string;
      readonly dialled: string;
      readonly caller: string;
      readonly flow: string | null;
      /** The version of the flows, and the side of the trial that was going on. */
      readonly flowHash?: string;
      readonly trial?: TrialSide;
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
  | { readonly kind: 'talkBegan'; readonly callId: string; readonly operator: string }
  | {
      readonly kind: 'talkEnded';
      readonly callId: string;
      readonly operator: string;
      readonly talkMs: number;
      readonly by: 'caller' | 'operator' | 'system';
    }
  /** The caller chose the language of the hotline. */
  | { readonly kind: 'languageChosen'; readonly callId: string; readonly language: string }
  /** The flow noted a label, or the contact reason. */
  | {
      readonly kind: 'tagged';
      readonly callId: string;
      readonly label: string | null;
      readonly reason: string | null;
    }
  | { readonly kind: 'trouble'; readonly callId: string; readonly what: string }
  | {
      readonly kind: 'callEnded';
      readonly callId: string;
      readonly outcome: CallOutcome;
      readonly where: AbandonPlace | null;
      readonly by: 'caller' | 'operator' | 'system';
    }
  | {
      readonly kind: 'operatorChanged';
      readonly operator: string;
      readonly presence: OperatorPresence['presence'];
      readonly unit: 'free' | 'offered' | 'busy' | 'wrapUp';
      readonly reason: string | null;
    }
  /** Somebody (`by`) switched the emergency of a schedule; it ends at `untilMs` (wall time) if that is said. */
  | {
      readonly kind: 'emergencySwitched';
      readonly schedule: string;
      readonly on: boolean;
      readonly untilMs: number | null;
      readonly by: string;
    }
  /**
   * Somebody (`by`) changed something from outside: `what` they did ("calls.hangup"), on which call, operator or
   * schedule (null: on none in particular), and the details that they gave.
   */
  | {
      readonly kind: 'audited';
      readonly by: string;
      readonly what: string;
      readonly on: string | null;
      readonly details: Readonly<Record<string, unknown>>;
    }
);

/** Whether an operator wanted calls when last heard of: it is restored after a restart. */
export type OperatorPresence = {
  readonly operator: string;
  readonly presence: 'offline' | 'ready' | 'paused' | 'missed';
  readonly reason: string | null;
};

/** While a new version of the flows is tried on a share of the callers: which of the two a call met. */
export type TrialSide = 'before' | 'new';

/** An entry that belongs to one call. */
export type CallEntry = Extract<Entry, { readonly callId: string }>;

/**
 * Why this operator was rung for this caller: who was chosen for whom, how long the operator had been idle, how many
 * free operators could have been rung, and how many ring together.
 */
export type OfferReason = {
  readonly rule: 'operator became free' | 'caller first in line';
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

/** How an offer ended; `answered` is the only good one. */
export type OfferOutcome = 'answered' | 'missed' | 'declined' | 'busy' | 'unreachable' | 'withdrawn';

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
