import type { Callback, CallbackWish } from '../callbacks/index.ts';
import type { FetchResult } from '../flow/index.ts';
import type {
  CallerPast,
  Entry,
  OperatorPresence,
  RecordingAbout,
  RecordingSwitch,
  UsedToday,
} from '../journal/index.ts';
import type { LiveLeg, Supervising, TelephonyEvent } from '../telephony/index.ts';
import type { Load } from './arrivals/admission.ts';
import type { Plan, Script } from './plan.ts';
import type { CallSnapshot } from './recovery/snapshot.ts';

/** Everything that can happen to the switchboard. The exchange's events come as they are. */
export type Event =
  | TelephonyEvent
  | TimerFired
  | Fetched
  | Kept
  | OperatorAsked
  | DeskAsked
  | PinChecked
  | HangUpAsked
  | MoveAsked
  | PriorityAsked
  | TakeAsked
  | TalkAsked
  | SupervisionAsked
  | FloorChanged
  | FlowsChanged
  | SchedulesChanged
  | LegFound
  | DiaryRead
  | PresenceRestored
  | SignInsRestored
  | CallersRestored
  | CallsRestored
  | CallbacksRestored
  | CallbackAsked
  | CallbackCancelled
  | CallbackMoved
  | CallbackWoken
  | Secured
  | MinutesRestored
  | DrainAsked
  | DrainEnded
  | LoadMeasured
  | NodeDied;

/** A timer runs for a call or an operator (`owner` is its id). A firing of an old generation is dropped. */
export type TimerKey = {
  readonly owner: string;
  readonly purpose: TimerPurpose;
  readonly generation: number;
};

/**
 * listen: the flow waits for the caller · fetch: for somebody else's server · errand: for what others do for it ·
 * message: what a caller who has gone has said is being kept ·
 * out: a stage of a call out · whisper: whoever has answered hears something first ·
 * unheard: a prompt failed, or its caller is hanging up ·
 * ring, consult, supervisor: the limits of an offer, and of an operator or a supervisor who is rung beside a talk ·
 * announce: something is to be told to a waiting caller · due: a stage, delay or cool-down ends, for the router ·
 * callback: a promise to call back is to be looked at · longest: a call of ours has talked long enough ·
 * again: a command for the caller's leg was not carried out ·
 * waitLimit, unstaffed: the caller has waited long enough · unanswered: a flow that never answers ·
 * settle: the exchange should have told by now · wrapUp, phoneRest: an operator's ·
 * signIn: somebody at a phone is to press the next key · home: a caller whose node has died is to be on another ·
 * dead: of a node (`owner`): it may have come back without our having been told ·
 * start, away: of no call: nodes are waited for that have not told what they hold, before others are served, and before
 * their callers are given up
 */
export type TimerPurpose =
  | 'listen'
  | 'fetch'
  | 'errand'
  | 'message'
  | 'out'
  | 'whisper'
  | 'unheard'
  | 'ring'
  | 'consult'
  | 'supervisor'
  | 'announce'
  | 'due'
  | 'callback'
  | 'longest'
  | 'again'
  | 'waitLimit'
  | 'unstaffed'
  | 'unanswered'
  | 'settle'
  | 'wrapUp'
  | 'phoneRest'
  | 'signIn'
  | 'home'
  | 'dead'
  | 'start'
  | 'away';

export type TimerFired = { readonly kind: 'timerFired'; readonly key: TimerKey };

/** What became of a request that a call's flow sent. */
export type Fetched = {
  readonly kind: 'fetched';
  readonly callId: string;
  readonly fetchId: string;
  readonly result: FetchResult;
};

/** For how long was recorded, and whether that ended though nobody had stopped it. */
export type Lasted = { readonly ms: number; readonly isCut: boolean };

/** What became of a recording. `ok`: it was looked at; `soundMs`: 0 when nothing was said in it, and it is gone. */
export type Kept = {
  readonly kind: 'kept';
  readonly callId: string;
  readonly recordingId: string;
  readonly about: RecordingAbout;
  readonly ok: boolean;
  readonly soundMs: number;
  /** Without it nobody knows. */
  readonly lasted?: Lasted;
};

/** An operator, or somebody for them (page, API, feature code), asks for a state. */
export type OperatorAsked = {
  readonly kind: 'operatorAsked';
  readonly operatorId: string;
  readonly ask: 'ready' | 'pause' | 'offline' | 'finishWrapUp' | 'extendWrapUp';
  readonly reason: string | null;
  /** Who, for the record; not there: nobody who is known. */
  readonly by?: string;
};

/** An operator, or somebody for them, wants to work at this phone from now on. */
export type DeskAsked = {
  readonly kind: 'deskAsked';
  readonly operatorId: string;
  readonly phoneId: string;
  /** Who, for the record; not there: nobody who is known. */
  readonly by?: string;
};

/** The PIN that was entered on this leg was looked at. */
export type PinChecked = { readonly kind: 'pinChecked'; readonly legId: string; readonly isRight: boolean };

/** After a start: what the operator wanted when a process before this one last heard of them. */
export type PresenceRestored = { readonly kind: 'presenceRestored' } & OperatorPresence;

/** After a start: how operators tried to sign in before it, oldest first. A lock does not end with the process. */
export type SignInsRestored = { readonly kind: 'signInsRestored'; readonly tries: readonly SignInTry[] };

/** A PIN that was looked at. `operatorId`: whose it was to be, null for a number that is nobody's. */
export type SignInTry = {
  readonly phoneId: string;
  readonly operatorId: string | null;
  readonly isRight: boolean;
  readonly agoMs: number;
};

/** After a start: what earlier calls told of their callers, oldest first. */
export type CallersRestored = { readonly kind: 'callersRestored'; readonly callers: readonly CallerPast[] };

/** After a start: calls that another process was serving, and the versions of the flows in which they are. */
export type CallsRestored = {
  readonly kind: 'callsRestored';
  readonly calls: readonly CallSnapshot[];
  readonly scripts: ReadonlyMap<string, Script>;
  /** Those of which it has closed the books: a leg that is still there has only not been let go. */
  readonly over: ReadonlySet<string>;
};

/** After a start: promises to call back that are still open. */
export type CallbacksRestored = {
  readonly kind: 'callbacksRestored';
  readonly callbacks: readonly Callback[];
};

/** Somebody (`by`) wants a number to be called back at `dueMs` (wall time) or later, as nobody has called for it. */
export type CallbackAsked = {
  readonly kind: 'callbackAsked';
  readonly callbackId: string;
  readonly by: string;
  readonly dueMs: number;
  readonly wish: Omit<
    CallbackWish,
    'place' | 'dialled' | 'language' | 'label' | 'must' | 'needs' | 'keepsNeeds'
  >;
};

/** Somebody (`by`) wants it no more, or at another time. */
export type CallbackCancelled = {
  readonly kind: 'callbackCancelled';
  readonly callbackId: string;
  readonly by: string;
};
export type CallbackMoved = {
  readonly kind: 'callbackMoved';
  readonly callbackId: string;
  readonly by: string;
  readonly dueMs: number;
};

/** The moment for which it was to be woken may have come. */
export type CallbackWoken = { readonly kind: 'callbackWoken'; readonly callbackId: string };

/** What was to be secured is on the disk; or, not `ok`, it could not be brought there. */
export type Secured = { readonly kind: 'secured'; readonly key: string; readonly ok: boolean };

/** After a start: what calls out of this day (UTC) have used of each route. */
export type MinutesRestored = { readonly kind: 'minutesRestored' } & UsedToday;

/** A supervisor ends a call. `by`: who, for the record; not there: we do, since we are about to stop. */
export type HangUpAsked = { readonly kind: 'hangUpAsked'; readonly callId: string; readonly by?: string };

/** From here on no new caller is served: we are about to stop. */
export type DrainAsked = { readonly kind: 'drainAsked' };

/** We do not stop after all: new callers are served again. */
export type DrainEnded = { readonly kind: 'drainEnded' };

/** How late we and the exchange are; told about once a second, also when nothing is wrong. */
export type LoadMeasured = { readonly kind: 'loadMeasured' } & Load;

/** The edge has found that a node is dead, and brings its callers to others: whoever comes again has the same call. */
export type NodeDied = { readonly kind: 'nodeDied'; readonly node: string };

/** A supervisor puts a waiting caller into another queue. `by`: who, for the record. */
export type MoveAsked = {
  readonly kind: 'moveAsked';
  readonly callId: string;
  readonly queue: string;
  /** The caller becomes the last of that queue; else age and order are kept. */
  readonly isLast?: boolean;
  readonly by: string;
};

/** A supervisor wants this operator to have a waiting caller now, whatever the order. */
export type TakeAsked = {
  readonly kind: 'takeAsked';
  readonly callId: string;
  readonly operator: string;
  readonly by: string;
};

/** A supervisor changes class or head start of a waiting caller; null: as it is. */
export type PriorityAsked = {
  readonly kind: 'priorityAsked';
  readonly callId: string;
  readonly class: number | null;
  readonly boostMs: number | null;
  readonly by: string;
};

/** What an operator, or somebody for them, wants of the talk of a call. `by`: who, for the record. */
export type TalkAsked = {
  readonly kind: 'talkAsked';
  readonly callId: string;
  readonly by: string;
  readonly ask: TalkAsk;
};

/**
 * hold, resume: the caller hears music, and the operator again ·
 * toQueue: into a line, its own with the place of before · toFlow: back to the flow ·
 * toOperator: as soon as that one answers · consult: another operator is rung, while the caller is held ·
 * conference: all three · handOver: the caller to the one who is consulted · endConsult: back to the two ·
 * record: switches the recording of the call
 */
export type TalkAsk =
  | { readonly kind: 'hold' | 'resume' | 'toFlow' | 'conference' | 'handOver' | 'endConsult' }
  | { readonly kind: 'toQueue'; readonly queue: string }
  | { readonly kind: 'toOperator' | 'consult'; readonly operator: string }
  | { readonly kind: 'record'; readonly to: RecordingSwitch };

/** What a supervisor wants of the talk of a call. `by`: who, for the record. */
export type SupervisionAsked = {
  readonly kind: 'supervisionAsked';
  readonly callId: string;
  readonly by: string;
  readonly ask: SupervisionAsk;
};

/** begin: this phone is rung, to be with the talk · change: from one way to another · end: it is let go */
export type SupervisionAsk =
  | { readonly kind: 'begin'; readonly how: Supervising; readonly phoneId: string }
  | { readonly kind: 'change'; readonly how: Supervising }
  | { readonly kind: 'end' };

/** Queues and operators as they are from now on, for everybody at once. */
export type FloorChanged = { readonly kind: 'floorChanged' } & Pick<Plan, 'queues' | 'operators'> & {
    /** What is known of callers, where that has changed too. */
    readonly callers?: Plan['callers'];
    /** The same of what may be dialled. */
    readonly routes?: Plan['routes'];
    /** And of the phones. */
    readonly devices?: Plan['devices'];
  };

/**
 * What callers who come from now on hear; those who are here stay with what they began with. Without `trial` none is
 * going on any more.
 */
export type FlowsChanged = { readonly kind: 'flowsChanged' } & Pick<
  Plan,
  'flowHash' | 'flows' | 'numbers' | 'languages' | 'trial'
>;

/** Opening hours as they are from now on, for everybody at once. */
export type SchedulesChanged = { readonly kind: 'schedulesChanged' } & Pick<Plan, 'schedules'> & {
    /** The switch because of which they are, for the record. */
    readonly switched: Omit<Extract<Entry, { kind: 'emergencySwitched' }>, 'kind' | 'atMs'> | null;
  };

/** After a start or a reconnect the exchange was asked what it holds: this leg is none that we know. */
export type LegFound = { readonly kind: 'legFound'; readonly leg: LiveLeg };

/** When a leg ended (wall), and whether the exchange let it go behind its apology, since nobody had decided. */
export type EndRead = { readonly atMs: number; readonly isByDialplan?: true };

/**
 * When a leg came into the bridge of a call's talk for the first and for the last time (wall): with whom, or for whom
 * alone, is not said.
 */
export type JoinsRead = { readonly firstMs: number; readonly lastMs: number };

/**
 * The exchange's own diary tells of legs that have ended, or have come into a talk: nobody else may have told of it.
 */
export type DiaryRead = {
  readonly kind: 'diaryRead';
  readonly ends: readonly ({ readonly legId: string } & EndRead)[];
  readonly joins: readonly ({ readonly legId: string } & JoinsRead)[];
};
