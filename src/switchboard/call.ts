import type { Errand, FlowInput, FlowState } from '../flow/index.ts';
import type { AbandonPlace, CallOutcome, RecordingAbout } from '../journal/index.ts';
import type { Way } from '../outbound/index.ts';
import type { QueueRules } from '../routing/index.ts';
import type { Supervising } from '../telephony/index.ts';
import type { CallPhase } from './call-phase.ts';
import type { TimerPurpose } from './event.ts';
import type { Announcing } from './lines/announcements.ts';
import type { KeptPlace } from './lines/kept-places.ts';
import type { Script } from './plan.ts';

/**
 * One caller's visit, from arrival to the end of the caller's leg. Plain data; the rooms' functions change
 * it.
 */
export type Call = {
  readonly id: string;
  /** "" while a customer whom we call back is not there yet. */
  callerLeg: string;
  /** Those before it, on nodes from where the caller was brought away: the last ones, should they still be found. */
  legsBefore: readonly string[];
  /** Where that leg is, and every other that is made for the call. */
  node: string;
  /** The node has died, and the caller is on no other yet; null: it is there, as far as we know. */
  homeless: Homeless | null;
  readonly caller: { readonly number: string; readonly name: string };
  readonly dialled: string;
  readonly arrivedMs: number;
  phase: CallPhase;
  /** Whether the exchange was asked to answer the caller, and whether it has. */
  isAnswered: boolean;
  isUp: boolean;
  /** Whether the leg carries the flow's name. */
  isFlowMarked: boolean;
  readonly script: Script;
  /**
   * As the process before has kept it: a newer version may have written more than we know, and will want that again.
   * Null: there was none.
   */
  keptBefore: object | null;
  /** The flow's position and variables; null before and after the flow. */
  flow: FlowState | null;
  /** The flow's last question to the clock. */
  listenId: string | null;
  /** The request that the flow waits for. */
  fetchId: string | null;
  /** The last request that a server knows by a key. */
  asked: Asked | null;
  /** What others do for the flow while it waits for them. */
  errand: ErrandUnderWay | null;
  /** Recordings whose fate is not known yet, by their ids. */
  readonly messages: Map<string, Message>;
  /** Whether the call itself is to be recorded, and the part that is being recorded. */
  readonly tape: Tape;
  /** A message of the caller's is kept. */
  hasMessage: boolean;
  /** The caller was promised to be called back. */
  hasCallback: boolean;
  /** The caller's leg has ended, and the books stay open for a message. */
  isGone: boolean;
  /** Where the caller was when the leg ended. */
  leftAt: AbandonPlace | null;
  /**
   * Sayings that were not heard to their end; the flow learns of them when the caller is still there a moment
   * later.
   */
  readonly unheard: Set<string>;
  visit: Visit | null;
  /** Leg → the phone that rings with it: one, or those of a ring group. */
  readonly offers: Map<string, Offer>;
  talk: Talk | null;
  /** Without a talk beside it: the caller hears music until this operator has the caller. */
  consulted: Consulted | null;
  /** Who is with the talk of the operator beside caller and operator. */
  supervision: Supervision | null;
  /** The last wait that led to an operator, and the place that the caller had in it. */
  met: (MetIn & { readonly place: KeptPlace }) | null;
  /** The last line that was left without a talk, and the place in it. */
  left: Left | null;
  /** Of a call of ours to somebody who wanted to be called back. */
  callback: CallbackTry | null;
  /** Whom the flow calls for the caller, or has given the caller to; or whom an operator calls. */
  out: OutCall | null;
  /** An operator's own call, in which their phone stands where a caller's leg does; null for a caller's. */
  readonly own: OwnCall | null;
  /** What is heard when somebody is joined with the caller next: by them alone, and by both. */
  whisper: Words | null;
  announcement: Words | null;
  /** Operators' phones and numbers outside that rang for this call. */
  offersCount: number;
  /** When this process took it over, and may not know of all that was done in it (wall ms); null: it began here. */
  takenOverMs: number | null;
  /** Known before the end when the flow, or we, decided it. */
  outcome: CallOutcome | null;
  endedBy: 'caller' | 'operator' | 'system' | null;
  /** The end was not seen. */
  isEndEstimated: boolean;
  /** It ended before we came. */
  isEndUnseen: boolean;
  /** The exchange has let the caller go: what becomes of the leg is its business. */
  isLetGo: boolean;
  /** When the caller's leg had ended (wall), if that was before the books are closed. */
  endedMs: number | null;
  /** Whether an operator ever spoke with the caller. */
  hasTalked: boolean;
  /** Whether somebody outside did. */
  hasTalkedOut: boolean;
  /** Running timers and their generations. */
  readonly timers: Map<TimerPurpose, number>;
  generation: number;
};

/** What is to be done for a caller whose node has died, when another one has them. */
export type Homeless = {
  /** The leg on the node that has died: should it be there again after all, the caller is. */
  readonly legId: string;
  /** So long that is waited for (monotonic). */
  readonly untilMonoMs: number;
  /** The operator whom the caller talked with. */
  readonly talkedWith: string | null;
  /** What the flow would have been told meanwhile. */
  readonly inputs: FlowInput[];
  /** We have ended the call: the caller is let go then. */
  isOver: boolean;
};

/**
 * What the flow's step asks for beside the queue's own demand, as expressions: `must` at every stage, `needs` at
 * first, or always if `keepsNeeds`.
 */
export type StepAsk = {
  readonly must: string | null;
  readonly needs: string | null;
  readonly keepsNeeds: boolean;
};

/** One stay in a queue. */
export type Visit = {
  queue: QueueRules;
  readonly enteredMonoMs: number;
  readonly enteredWallMs: number;
  /** What the flow says of the caller's wish, for the operator's phone. */
  readonly label: string;
  readonly step: StepAsk;
  announcing: Announcing;
  /** Why the wait is to end if the offer fails that goes on: a limit was reached while a phone rang. */
  overdue: 'timeout' | 'unstaffed' | null;
  /** Whether operators see the caller in the line. */
  isSeen: boolean;
};

/** At which visit of a step it was sent, and its key. */
export type Asked = { readonly visit: number; readonly key: string };

/** What the caller says, or has said: it is recorded, and then taken into keeping (`isOver`). */
export type Message = { readonly errandId: string; readonly about: RecordingAbout; isOver: boolean };

/** Each pause ends a part, which is a recording of its own. */
export type Tape = {
  /** What the flow, or somebody in the talk, wants; null: nobody said anything, and the queue's rules hold. */
  wish: 'off' | 'on' | null;
  isPaused: boolean;
  /** Whether the caller has heard the queue's notice. */
  isTold: boolean;
  partsCount: number;
  /** Null while nothing is recorded, but for parts that are being stopped. */
  recordingId: string | null;
  /** Parts that the exchange was told to stop, and of whose end it has not told yet. */
  stopping: readonly string[];
};

/** `endsMonoMs`: when its time is over. */
export type ErrandUnderWay = { readonly id: string; readonly errand: Errand; readonly endsMonoMs: number };

/** A call ringing at one operator; several of a ring group ring at once. Its id is the operator's leg. */
export type Offer = {
  readonly id: string;
  readonly operatorId: string;
  /** Since when (monotonic). */
  readonly atMonoMs: number;
  rang: boolean;
};

/** `wrapUpEndMs` (monotonic): until then the operator would have wrapped up; 0 for who did not. */
export type OwnCall = {
  readonly operatorId: string;
  readonly direction: 'outgoing' | 'internal';
  readonly wrapUpEndMs: number;
};

/** How caller and operator came together: the queue's rules, what the phone showed, what the step had asked for. */
export type MetIn = Pick<Visit, 'queue' | 'label' | 'step'>;

/** Where a caller stood who has left the line. */
export type Left = Pick<Visit, 'label' | 'step'> & { readonly queueId: string; readonly place: KeptPlace };

/** The operator has picked up. */
export type Talk = {
  readonly operatorId: string;
  readonly legId: string;
  /** Since when the two hear each other; null while they are being joined. */
  joinedMonoMs: number | null;
  /** The caller hears music, and the operator whoever is consulted, or nobody. */
  isHeld: boolean;
};

/** A further operator, rung by the one who talks: to be asked, to join in, or to have the caller. */
export type Consulted = {
  readonly operatorId: string;
  readonly legId: string;
  state: 'ringing' | 'talking' | 'inConference';
};

/** A supervisor who hears the talk, and is heard in it as `how` says. `isOn`: the phone was answered. */
export type Supervision = {
  readonly legId: string;
  readonly phoneId: string;
  readonly by: string;
  /** With whose talk. */
  readonly operatorId: string;
  how: Supervising;
  isOn: boolean;
};

/** A call to somebody else: it rings, is answered, and both talk. */
export type OutCall = {
  readonly errand: Extract<Errand, { kind: 'dial' }>;
  /** Leg → one who rings, or has answered. */
  readonly legs: Map<string, OutLeg>;
  stage: 'ringing' | 'whispering' | 'confirming' | 'joining' | 'talking';
  hearsRinging: boolean;
  /** Who has answered. */
  legId: string | null;
  joinedMonoMs: number | null;
  /** The other party has the caller for good. */
  isGiven: boolean;
  /** Of a call outside: how it goes there, and the trunks that are still to be tried. */
  way: Way | null;
  trunks: readonly string[];
  talkMsMax: number;
};

/** `operatorId` is null outside. */
export type OutLeg = { readonly legId: string; readonly operatorId: string | null; rang: boolean };

/** How far a call of ours for a promise has come; when both have talked, the promise is kept. */
export type CallbackTry = {
  readonly callbackId: string;
  stage: 'line' | 'whispering' | 'confirming' | 'securing' | 'dialling' | 'answered';
  /** Leg → one that rings at the customer. */
  readonly legs: Map<string, OutLeg>;
  /** How the call goes out, and the trunks that are still to be tried. */
  way: Way | null;
  trunks: readonly string[];
  /** Why it came to nothing; null: nothing has hindered it. */
  why: string | null;
  /** It goes on after so long, if not after the time that was promised. */
  againMs: number | null;
};

export type Words = { readonly language: string; readonly prompts: readonly string[] };

/** A call that has just arrived, and hears what this script says. */
export function newCall(
  who: Pick<Call, 'id' | 'callerLeg' | 'node' | 'caller' | 'dialled' | 'arrivedMs'>,
  { flowHash, flows }: Script,
): Call {
  return {
    ...who,
    legsBefore: [],
    homeless: null,
    script: { flowHash, flows },
    keptBefore: null,
    phase: 'arrived',
    isAnswered: false,
    isUp: false,
    isFlowMarked: false,
    flow: null,
    listenId: null,
    fetchId: null,
    asked: null,
    errand: null,
    messages: new Map(),
    tape: { wish: null, isPaused: false, isTold: false, partsCount: 0, recordingId: null, stopping: [] },
    hasMessage: false,
    hasCallback: false,
    isGone: false,
    leftAt: null,
    unheard: new Set(),
    visit: null,
    offers: new Map(),
    talk: null,
    consulted: null,
    supervision: null,
    met: null,
    left: null,
    callback: null,
    out: null,
    own: null,
    whisper: null,
    announcement: null,
    offersCount: 0,
    takenOverMs: null,
    outcome: null,
    endedBy: null,
    isEndEstimated: false,
    isEndUnseen: false,
    isLetGo: false,
    endedMs: null,
    hasTalked: false,
    hasTalkedOut: false,
    timers: new Map(),
    generation: 0,
  };
}

/** Whether the call is one of ours whose customer is not there yet: it has no leg to do anything with. */
export const isAbsent = ({ callerLeg }: Pick<Call, 'callerLeg'>): boolean => callerLeg === '';

/** Whether we have ended the call, and only wait to be told that the leg is gone. */
export const isEnding = ({ timers, homeless }: Pick<Call, 'timers' | 'homeless'>): boolean =>
  timers.has('settle') || homeless?.isOver === true;

/** So many of them may still be found: each was told to end when the next one came. */
const LEGS_BEFORE_MAX = 8;

/** The legs before, and this one, which is another's now. */
export const withLegBefore = ({ legsBefore }: Pick<Call, 'legsBefore'>, legId: string): readonly string[] =>
  [...legsBefore, legId].slice(-LEGS_BEFORE_MAX);
