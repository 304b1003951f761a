import type { CallbackEntry } from '../callbacks/index.ts';
import type { NoticeEntry } from './notice.ts';

/**
 * What happened, written once. Entries are facts in the past tense; a call record, the live stream and later
 * the reports are folded from them. `atMs` is wall time. Every entry that names a call belongs to it.
 */
export type Entry = CallbackEntry | NoticeEntry | OtherEntry;

type OtherEntry = { readonly atMs: number } & (
  | {
      readonly kind: 'callArrived';
      readonly callId: string;
      readonly dialled: string;
      readonly caller: string;
      readonly flow: string | null;
      /** The version of the flows, and the side of the trial that was going on. */
      readonly flowHash?: string;
      readonly trial?: TrialSide;
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
  | { readonly kind: 'talkBegan'; readonly callId: string; readonly operator: string }
  | {
      readonly kind: 'talkEnded';
      readonly callId: string;
      readonly operator: string;
      readonly talkMs: number;
      readonly by: 'caller' | 'operator' | 'system';
    }
  /** The caller was put on hold by the operator, and hears the operator again. */
  | {
      readonly kind: 'held' | 'resumed';
      readonly callId: string;
      readonly operator: string;
      readonly by: string;
    }
  /** A further operator is rung, answers, and is gone again, or could not be reached. */
  | { readonly kind: 'consultRang'; readonly callId: string; readonly operator: string; readonly by: string }
  | { readonly kind: 'consultAnswered'; readonly callId: string; readonly operator: string }
  | {
      readonly kind: 'consultEnded';
      readonly callId: string;
      readonly operator: string;
      readonly outcome: OfferOutcome;
    }
  /** Caller and both operators hear each other. */
  | {
      readonly kind: 'conferenceBegan';
      readonly callId: string;
      readonly operator: string;
      readonly with: string;
      readonly by: string;
    }
  /**
   * A supervisor's phone was rung to be with the talk of the operator; the supervisor is with it, from now on in this
   * way: nobody hears them, the operator alone, or all.
   */
  | {
      readonly kind: 'supervisorRang' | 'supervised';
      readonly callId: string;
      readonly operator: string;
      readonly by: string;
      readonly how: 'listen' | 'whisper' | 'bargeIn';
      readonly phone: string;
    }
  | {
      readonly kind: 'supervisionEnded';
      readonly callId: string;
      readonly operator: string;
      readonly by: string;
      readonly phone: string;
      readonly why: SupervisionEnd;
    }
  /** Somebody (`by`) ended the call from outside. */
  | { readonly kind: 'hangUpAsked'; readonly callId: string; readonly by: string }
  /** The operator gave the caller to a queue, another operator, or back to the flow. */
  | {
      readonly kind: 'transferred';
      readonly callId: string;
      readonly operator: string;
      readonly to: { readonly queue: string } | { readonly operator: string } | { readonly flow: true };
      readonly by: string;
    }
  /** The operator's phone is gone in the middle of the talk: the caller went back to the old place. */
  | { readonly kind: 'operatorLost'; readonly callId: string; readonly operator: string }
  /** Somebody is called for the caller: outside by a trunk, as a route allows, or an operator (`to`). */
  | {
      readonly kind: 'dialled';
      readonly callId: string;
      readonly legId: string;
      readonly to: string;
      readonly route: string | null;
      readonly trunk: string | null;
      /** The number that the other party sees; null: none. */
      readonly shown: string | null;
    }
  /** Nobody is called: no route allows it, or no operator can take the call. */
  | { readonly kind: 'dialRefused'; readonly callId: string; readonly to: string; readonly why: string }
  | { readonly kind: 'outRang' | 'outAnswered'; readonly callId: string; readonly legId: string }
  /** `talkMs` is that of a talk outside; one with an operator has entries of its own. */
  | {
      readonly kind: 'outEnded';
      readonly callId: string;
      readonly legId: string;
      readonly outcome: OutOutcome;
      readonly talkMs: number;
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
  /** What the caller says is being recorded. */
  | {
      readonly kind: 'recordingBegan';
      readonly callId: string;
      readonly recordingId: string;
      readonly about: RecordingAbout;
    }
  /** Somebody in the talk switched the recording of the call, or somebody for them. */
  | {
      readonly kind: 'recordingSwitched';
      readonly callId: string;
      readonly to: RecordingSwitch;
      readonly by: string;
    }
  /** A message is kept for the box; it may be told behind the end of its call. */
  | {
      readonly kind: 'messageTaken';
      readonly callId: string;
      readonly box: string;
      readonly recordingId: string;
      readonly soundMs: number;
    }
  /** A part of the call, from where its recording began to where it was stopped, is kept: both sides. */
  | {
      readonly kind: 'callRecorded';
      readonly callId: string;
      readonly recordingId: string;
      readonly soundMs: number;
    }
  /** The caller has answered a question of a survey: by keys, or by voice, which is kept. */
  | ({
      readonly kind: 'surveyed';
      readonly callId: string;
      readonly survey: string;
      readonly question: string;
    } & (
      | { readonly score: number; readonly scale?: 'csat' | 'nps' }
      | { readonly recordingId: string; readonly soundMs: number }
    ))
  /** Somebody (`by`) listened to a recording, or marked it as dealt with. */
  | {
      readonly kind: 'recordingHeard' | 'recordingDone';
      readonly callId: string;
      readonly recordingId: string;
      readonly by: string;
    }
  /** It is gone for good: somebody (`by`) wanted it so, or its time was over. */
  | {
      readonly kind: 'recordingErased';
      readonly callId: string;
      readonly recordingId: string;
      readonly by: string;
    }
  /** A person (`by`) noted something of the call, during it or after it: words, the contact reason, or both. */
  | {
      readonly kind: 'noted';
      readonly callId: string;
      readonly by: string;
      readonly text: string | null;
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
  /**
   * A person (`by`) worked on a contact: noted something, took it or gave it back (`operator`), set by when it is due,
   * called it done or not done. What is not there stays as it was.
   */
  | {
      readonly kind: 'contactChanged';
      readonly contactId: string;
      readonly by: string;
      readonly text: string | null;
      readonly reason: string | null;
      readonly operator?: string | null;
      readonly dueMs?: number | null;
      readonly done?: boolean;
    }
  /** What was owed to a customer by then is still owed: raised once for each time that was promised. */
  | { readonly kind: 'contactOverdue'; readonly contactId: string; readonly dueMs: number }
  /** The contact and all that was noted of it is gone for good: somebody (`by`) wanted it so. */
  | { readonly kind: 'contactErased'; readonly contactId: string; readonly by: string }
  | {
      readonly kind: 'operatorChanged';
      readonly operator: string;
      readonly presence: OperatorPresence['presence'];
      readonly unit: 'free' | 'offered' | 'busy' | 'wrapUp';
      readonly reason: string | null;
      /** Who asked for it, where somebody did. */
      readonly by?: string;
    }
  /** Somebody (`by`) switched the emergency of a schedule; it ends at `untilMs` (wall time) if that is said. */
  | {
      readonly kind: 'emergencySwitched';
      readonly schedule: string;
      readonly on: boolean;
      readonly untilMs: number | null;
      readonly by: string;
    }
  /** An alarm is on, or off again. `alarm`: its kind and what it is about; `say`: what is wrong, and what to do. */
  | ({ readonly kind: 'alarmRaised' } & AlarmFacts)
  | ({ readonly kind: 'alarmCleared' } & AlarmFacts)
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

/** What may be done with the recording of a call. A pause ends a part of it, and it is resumed with a new one. */
export type RecordingSwitch = 'start' | 'stop' | 'pause' | 'resume';

type AlarmFacts = { readonly alarm: string; readonly queue: string | null; readonly say: string };

/** What a recording is for: a message for a box, an answer by voice, or the call itself, or a part of it. */
export type RecordingAbout =
  | { readonly kind: 'voicemail'; readonly box: string }
  | { readonly kind: 'survey'; readonly survey: string; readonly question: string }
  | { readonly kind: 'call' };

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

/** How an offer ended; `answered` is the only good one. */
export type OfferOutcome = 'answered' | 'missed' | 'declined' | 'busy' | 'unreachable' | 'withdrawn';

/**
 * Why a supervisor is no longer with a talk: was told to leave, hung up, the talk is over, the phone did not answer, or
 * the exchange could not do it.
 */
export type SupervisionEnd = 'asked' | 'hung_up' | 'talk_ended' | 'not_reached' | 'failed';

/** How a call to somebody else ended; `withdrawn`: another was first, or the caller had gone. */
export type OutOutcome = 'answered' | 'busy' | 'no_answer' | 'declined' | 'failed' | 'withdrawn';

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
