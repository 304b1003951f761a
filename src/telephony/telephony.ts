/**
 * All that the house needs of any telephone exchange, in our words. One leg is one party's connection: a caller's,
 * that of somebody outside whom we call, or the one leg that an offer makes at an operator (who may have several
 * phones, each with several contacts: the exchange rings them all, and the first that answers is the leg; the others
 * are told "answered elsewhere").
 *
 * An exchange may be several nodes, each of which can go, and start anew, by itself. A leg is on one of them from its
 * beginning to its end, and nothing spans two: whoever is to hear each other is on the same. Ids of legs are unique
 * over all nodes.
 *
 * What the world may do badly is part of the contract: events may come twice, and some are lost, as are those of a gap
 * in the connection, until somebody looks; events of one leg keep their order, those of different legs need not; a
 * command has no result, only events tell what became of it; a command for a leg that has gone is `commandFailed`,
 * never an exception. Others may have their hands in the exchange, too: a leg that they move is put back.
 */
export interface Telephony {
  /**
   * Connects, and goes on connecting for ever. Resolves after the first `exchangeBack`, or at once when it
   * cannot be reached yet.
   */
  listen(onEvent: (event: TelephonyEvent) => void): Promise<void>;
  /**
   * Never throws and never waits. Commands for one leg are carried out in the order in which they were
   * given.
   */
  execute(command: TelephonyCommand): void;
  /**
   * Looks at what the exchange holds for us right now. What it shows and no event has told is told now, by the events
   * that were lost; keys that were pressed and transfers that were asked for leave nothing that could be seen. Rejects
   * when the exchange is away; of several nodes those that are there are looked at.
   */
  look(): Promise<Look>;
  /** Whether calls can be carried now, and what the exchange is. */
  exchange(): ExchangeState;
  /** Makes the exchange read the phones' accounts again, calls going on; resolves with those it now knows. */
  reloadPhones(phoneIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Stops listening and lets go of the connection. Legs stay as they are: nobody is hung up by our leaving.
   */
  close(): Promise<void>;
}

/**
 * What `record` has left with the exchange. It stays there, also when we die, until it is forgotten; ids are those of
 * the commands.
 */
export interface RecordedSounds {
  /**
   * The sound as a WAV file, piece by piece; undefined when there is none of this id. Rejects when the exchange is
   * away, and the pieces end with an error when it goes meanwhile.
   */
  recording(recordingId: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Those that are complete. Rejects when the exchange is away. */
  recordings(): Promise<readonly string[]>;
  /** One that is gone already is forgotten. Rejects when the exchange is away. */
  forgetRecording(recordingId: string): Promise<void>;
}

/**
 * The exchange's own door for new callers. To ask us about each of them takes it as long as to serve one: when many
 * more come than are let in, it turns them away by itself, with the same status as we would (`callerTurnedAway`).
 */
export interface ExchangeDoor {
  /** From now on it lets in no more than that. Rejects when the exchange is away. */
  keepDoor(rules: DoorRules): Promise<void>;
}

/** Who is let in at the exchange's own door. */
export type DoorRules = {
  /** New calls a second, and how many of them may come at one moment: whole numbers. */
  readonly perSecond: number;
  readonly burst: number;
  /** Patterns of numbers whose callers always pass, and numbers of callers who do. */
  readonly urgentNumbers: readonly string[];
  readonly urgentCallers: readonly string[];
};

export type ExchangeState = {
  readonly connected: boolean;
  /** For example "22.10.1"; null while it was never reached. */
  readonly version: string | null;
  /** Wall time of the exchange's own start: when it changes, all older legs are dead. */
  readonly startedWallMs: number | null;
  /**
   * How long the quickest of its answers took in the last second, 0 when there were too few to tell: when even that one
   * was slow, all are.
   */
  readonly answerMs: number;
  /** Each node, where there are several: then the above is said of all of them together. */
  readonly nodes?: readonly NodeState[];
};

/** One node of an exchange that is several. */
export type NodeState = Omit<ExchangeState, 'nodes'> & { readonly node: string };

/**
 * Small texts on the leg itself, which survive our death: who a leg is, and its place. See docs/standby.md.
 */
export type Marks = Readonly<Partial<Record<MarkName, string>>>;
export type MarkName =
  | 'id'
  | 'role'
  | 'arrived'
  | 'dialled'
  | 'place'
  | 'flow'
  | 'attempt'
  | 'operator'
  | 'epoch'
  | 'rehomed'
  | 'tape'
  | 'joined';

/**
 * `isInDoubt`: something differs that may be on its way still; another look a second later makes up for it.
 * `nodesAway`: nodes that could not be looked at, and of whose legs this says nothing.
 */
export type Look = {
  readonly legs: readonly LiveLeg[];
  readonly isInDoubt: boolean;
  readonly nodesAway?: readonly string[];
};

export type LiveLeg = {
  readonly legId: string;
  readonly node: string;
  /** The call it belongs to, from its marks; null when it carries none. */
  readonly callId: string | null;
  readonly role: 'caller' | 'operator' | 'outside' | 'supervisor' | 'unknown';
  readonly answered: boolean;
  /** The other party's number and name, as the leg shows them. */
  readonly caller: { readonly number: string; readonly name: string };
  /** Since when it is there (wall), as far as the exchange tells. */
  readonly createdWallMs?: number;
  /**
   * Whom the leg hears now: the ids of the other legs in its talk, or empty (alone, or waiting with music).
   */
  readonly hears: readonly string[];
  /** A caller's whom the exchange lets go by itself, with its apology: nothing can be done with the leg any more. */
  readonly isLetGo?: true;
  readonly marks: Marks;
};

/** Why a leg ended, as far as the exchange told. */
export type LegEnd = {
  /** Q.850 cause (16 normal clearing, 17 busy, 19 no answer, 21 rejected …), null when unknown. */
  readonly q850: number | null;
  /** The SIP status that ended a ringing leg (486, 603 …), null when there was none. */
  readonly sip: number | null;
  /** True when a command of ours ended it. */
  readonly byUs: boolean;
  /** Nobody told of it: it was found gone, and ended some time before. */
  readonly isFound?: true;
};

export type TelephonyEvent =
  /** A caller is here, as a rule not yet answered. `callId` is new, or the one that the leg already carried. */
  | {
      readonly kind: 'callerArrived';
      readonly node: string;
      readonly callId: string;
      readonly legId: string;
      readonly dialled: string;
      readonly caller: { readonly number: string; readonly name: string };
      /** Since when the caller is there, also where nobody heard of it then. */
      readonly arrivedWallMs: number;
      /** The exchange has answered already, since nobody was there to decide; `legAnswered` follows all the same. */
      readonly isAnswered?: true;
      /** Nobody new: the node that carried this caller has died, and this is the leg of the same call on another. */
      readonly isRehomed?: true;
    }
  /** A caller who is no call of ours: the exchange had no room left at its own door. */
  | { readonly kind: 'callerTurnedAway'; readonly node: string; readonly dialled: string }
  /** An operator's phone calls a feature code or another number; not yet answered. */
  | {
      readonly kind: 'phoneCalled';
      readonly node: string;
      readonly legId: string;
      readonly phoneId: string;
      readonly dialled: string;
    }
  | { readonly kind: 'legRinging'; readonly legId: string }
  | { readonly kind: 'legAnswered'; readonly legId: string }
  | { readonly kind: 'legEnded'; readonly legId: string; readonly end: LegEnd }
  /** Somebody else has the exchange apologize to this caller: nothing can be done any more. Ends as any leg. */
  | { readonly kind: 'callerLetGo'; readonly legId: string }
  | { readonly kind: 'digitPressed'; readonly legId: string; readonly digit: string }
  /** `ok: false`: nothing, or not all, was heard (a missing file, a vanished leg). */
  | { readonly kind: 'playFinished'; readonly legId: string; readonly playId: string; readonly ok: boolean }
  /**
   * The end of `record` and `recordCall`, exactly once for each, also when it failed or its leg has ended (then it may
   * come behind `legEnded`), but not when the exchange itself has ended. `ok`: there may be a sound; false: there is
   * none.
   */
  | {
      readonly kind: 'recorded';
      readonly legId: string;
      readonly recordingId: string;
      readonly ok: boolean;
    }
  /** The two legs of `join` hear each other. */
  | { readonly kind: 'legsJoined'; readonly callId: string; readonly legIds: readonly string[] }
  /** The phone asked for a transfer (REFER); nothing has moved. */
  | { readonly kind: 'transferAsked'; readonly legId: string; readonly to: string }
  /** Asked for by `probe`: not one packet of sound has come from this leg for seconds. */
  | { readonly kind: 'legSilent'; readonly legId: string }
  /**
   * Somebody else has moved the leg, in the exchange itself, from where a command had put it. It is put back; with
   * `isGivenUp` that was done several times already, and from now on it stays where it is until the next command.
   */
  | { readonly kind: 'legMoved'; readonly legId: string; readonly isGivenUp: boolean }
  /** A phone can be rung (again), or no longer; from whichever node. */
  | { readonly kind: 'phoneChanged'; readonly phoneId: string; readonly reachable: boolean }
  | {
      readonly kind: 'commandFailed';
      readonly command: TelephonyCommand['kind'];
      readonly legId: string;
      /** gone: no such leg; refused: the exchange said no; timeout: it said nothing; away: not connected. */
      readonly reason: 'gone' | 'refused' | 'timeout' | 'away';
      /** For the log: status and words of the exchange. */
      readonly detail: string;
    }
  /** A node of the exchange is connected no more. */
  | { readonly kind: 'exchangeLost'; readonly node: string }
  /**
   * A node is connected (again). `restarted`: it is a new one, all legs that it had before are dead. `legs`: what it
   * held when it was asked, just before; one that was made and never rung, because its process died, is ended and not
   * among them. `startedWallMs`: when it was started, if it says.
   */
  | {
      readonly kind: 'exchangeBack';
      readonly node: string;
      readonly restarted: boolean;
      readonly legs: readonly LiveLeg[];
      readonly startedWallMs?: number | null;
    };

/** Somebody at the other end of a trunk: a number as the carrier wants it, or a SIP address. */
export type OutsideParty =
  | { readonly kind: 'number'; readonly trunk: string; readonly number: string }
  | { readonly kind: 'address'; readonly trunk: string; readonly address: string };

export type HangUpReason =
  | 'normal'
  | 'busy'
  | 'congestion'
  | 'no_such_number'
  | 'rejected'
  | 'answered_elsewhere'
  | 'overloaded';

/** How a supervisor is with a talk. */
export type Supervising = 'listen' | 'whisper' | 'bargeIn';

export type TelephonyCommand =
  | { readonly kind: 'answer'; readonly legId: string }
  /**
   * Sounds are played one after the other; ends with `playFinished`. Paths are absolute and have no ending
   * (".wav").
   */
  | {
      readonly kind: 'play';
      readonly legId: string;
      readonly playId: string;
      readonly sounds: readonly string[];
    }
  | { readonly kind: 'stopPlay'; readonly legId: string; readonly playId: string }
  /**
   * The caller waits with music among others of the same room. A prompt that still plays is stopped first.
   */
  | { readonly kind: 'wait'; readonly legId: string; readonly room: string; readonly music: string }
  /** Leaves the room and its music; the leg is alone again. */
  | { readonly kind: 'leaveWait'; readonly legId: string }
  /** The leg hears all who are in the conference, and they hear it; who is there alone hears music. */
  | { readonly kind: 'enterConference'; readonly legId: string; readonly conference: string }
  | { readonly kind: 'leaveConference'; readonly legId: string }
  /** Sends tones to the leg's party, "w" is half a second of silence. Nothing tells that they have been sent. */
  | {
      readonly kind: 'sendDigits';
      readonly legId: string;
      readonly digits: string;
      readonly toneMs: number;
      readonly gapMs: number;
    }
  /**
   * Records what the leg's party says, behind a beep, until a key is pressed, or nothing is said for `silenceMs`, at
   * most for `longestMs`. Ends with `recorded`. Ids are unique for good: letters, digits, ".", "_" and "-". A prompt
   * that still plays is stopped first.
   */
  | {
      readonly kind: 'record';
      readonly legId: string;
      readonly recordingId: string;
      readonly longestMs: number;
      readonly silenceMs: number;
    }
  /**
   * Records what the leg's party says (left) and hears (right) until it is stopped or the leg ends, wherever the leg
   * goes meanwhile; nobody hears of it. Ends with `recorded`.
   */
  | { readonly kind: 'recordCall'; readonly legId: string; readonly recordingId: string }
  /** The end of a `record` that another process gave is told to this one: at once, when it is over already. */
  | { readonly kind: 'awaitRecord'; readonly legId: string; readonly recordingId: string }
  /**
   * What was recorded so far stays. One whose end was told is none to stop; that of a call's recording which another
   * process began is told to this one.
   */
  | { readonly kind: 'stopRecord'; readonly legId: string; readonly recordingId: string }
  /**
   * Rings an operator's phones with one leg of the given id, to be joined with the caller when answered: all at once,
   * the first to answer is the leg, and the others are told "answered elsewhere". Who declines at one of them declines
   * for all; a phone that is busy or cannot be reached leaves the others ringing. `marks` are written on the leg before
   * it rings. `node`: where the call is that it is for.
   */
  | {
      readonly kind: 'ring';
      readonly node: string;
      readonly legId: string;
      readonly callId: string;
      readonly phoneIds: readonly string[];
      /** What the phone shows: the caller's number, and a name of queue and caller. */
      readonly show: { readonly number: string; readonly name: string };
      /** The phone is asked to pick up by itself; not every one does. */
      readonly autoAnswer?: true;
      readonly marks: Marks;
    }
  /**
   * Calls somebody outside with a leg of the given id, to be joined with the caller when answered. `marks` are written
   * on the leg before it rings. `node`: where the call is that it is for.
   */
  | {
      readonly kind: 'ringOut';
      readonly node: string;
      readonly legId: string;
      readonly callId: string;
      readonly to: OutsideParty;
      /** The number that the other party sees; null: none. */
      readonly show: { readonly number: string | null };
      readonly marks: Marks;
    }
  /** The leg hears that it rings at the other side, until it is joined or hears something else. */
  | { readonly kind: 'ringback'; readonly legId: string; readonly isOn: boolean }
  /** Both legs hear each other; wherever they were before (waiting with music), they leave it. */
  | { readonly kind: 'join'; readonly callId: string; readonly legIds: readonly [string, string] }
  /**
   * The leg of a supervisor hears the operator of a talk and whoever the operator hears, wherever that leg goes
   * meanwhile. `listen`: nobody hears the supervisor; `whisper`: the operator alone does; `bargeIn`: the leg is in the
   * talk itself, and all in it hear all. Another way takes the place of the one before, and the end of either leg ends
   * it.
   */
  | {
      readonly kind: 'supervise';
      readonly legId: string;
      readonly callId: string;
      /** The operator's. */
      readonly of: string;
      readonly how: Supervising;
    }
  /** The talk of this call ends: its legs are alone again, and the next that this one is to hear it hears. */
  | { readonly kind: 'part'; readonly legId: string; readonly callId: string }
  /** The answer to `transferAsked`: whether what the phone asked for is done. */
  | { readonly kind: 'answerTransfer'; readonly legId: string; readonly isDone: boolean }
  /** If the leg is one with this phone, it is listened for sound; `legSilent` tells when nothing comes from it. */
  | { readonly kind: 'probe'; readonly legId: string; readonly phoneId: string }
  | { readonly kind: 'mark'; readonly legId: string; readonly marks: Marks }
  | { readonly kind: 'hangUp'; readonly legId: string; readonly reason: HangUpReason }
  /** A phone dialled a number of the hotline: it comes again as a caller, under the net of the dialplan. */
  | { readonly kind: 'takeAsCaller'; readonly legId: string; readonly dialled: string }
  /** The caller goes to the exchange's own last resort: the static overflow of the dialplan. */
  | { readonly kind: 'toOverflow'; readonly legId: string };
