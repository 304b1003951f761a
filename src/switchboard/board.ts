import type { CallDirection } from '../journal/index.ts';
import type { Supervising } from '../telephony/index.ts';
import type { CallPhase } from './call-phase.ts';

/**
 * The live state, for people: a picture of one instant. Ages and durations are milliseconds, `…Ms` since are
 * wall times.
 */
export type Board = {
  readonly atMs: number;
  readonly queues: readonly BoardQueue[];
  readonly operators: readonly BoardOperator[];
  readonly calls: readonly BoardCall[];
};

export type BoardQueue = {
  readonly id: string;
  /** Name per language. */
  readonly title: Readonly<Record<string, string>>;
  /** In the order in which they would be served. */
  readonly waiting: readonly BoardWaiting[];
  /** Promises to call somebody back for this queue, due or not. */
  readonly callbacksCount: number;
  /** Bound operators who are ready with a free phone, and who are signed in at all. */
  readonly readyCount: number;
  readonly signedInCount: number;
};

export type BoardWaiting = {
  readonly callId: string;
  readonly caller: string;
  readonly ageMs: number;
  readonly class: number;
  readonly needs: string;
  /** The last stage begun, counted from 0. */
  readonly stage: number;
  /** Operators who are being rung for this caller: none, one, or a ring group. */
  readonly ringing: readonly string[];
};

export type BoardOperator = {
  readonly id: string;
  readonly name: string;
  readonly presence: 'offline' | 'ready' | 'paused' | 'missed';
  readonly reason: string | null;
  readonly unit: 'free' | 'offered' | 'busy' | 'wrapUp';
  readonly phone: 'reachable' | 'unreachable';
  /** The phone is in use by something that is no call of the hotline: a feature code, a supervisor's ear. */
  readonly isPhoneInUse?: true;
  /** The phones that ring for the operator. */
  readonly phones: readonly string[];
  /** Those of them that are registered, and answer. */
  readonly phonesThere: readonly string[];
  /** The phone at which the operator has signed in; null: at their own. */
  readonly desk: string | null;
  /** Since when the operator is in this state. */
  readonly sinceMs: number;
  readonly callId: string | null;
};

/** Whether a call is recorded just now. `stopping`: it is not to be, and the exchange has not said that it is not. */
export type RecordingState = 'on' | 'stopping' | 'paused' | 'off';

export type BoardCall = {
  readonly callId: string;
  readonly caller: string;
  /** As the exchange tells it; "" for none. */
  readonly callerName: string;
  readonly dialled: string;
  /** The node of the exchange that carries the call. */
  readonly node: string;
  readonly direction: CallDirection;
  readonly phase: CallPhase;
  readonly flow: string | null;
  readonly step: string | null;
  readonly queue: string | null;
  readonly operator: string | null;
  /** Whether the operator has put the caller on hold, and who is rung or spoken to beside the talk. */
  readonly isHeld: boolean;
  readonly consulted: string | null;
  readonly recording: RecordingState;
  /** In a talk: the queue in which the two met. */
  readonly answeredFor?: string;
  /** Who listens, whispers or has barged in; `isOn`: the phone was answered. */
  readonly supervision?: {
    readonly by: string;
    readonly how: Supervising;
    readonly phone: string;
    readonly isOn: boolean;
  };
  readonly arrivedMs: number;
};
