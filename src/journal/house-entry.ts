/** What happened to the house and its people: operators, contacts, schedules, alarms, changes from outside. */
export type HouseEntry = { readonly atMs: number } & (
  | {
      readonly kind: 'operatorChanged';
      readonly operator: string;
      readonly presence: OperatorPresence['presence'];
      readonly unit: 'free' | 'offered' | 'busy' | 'wrapUp';
      readonly reason: string | null;
      /** Who asked for it, where somebody did. */
      readonly by?: string;
      /** The phone at which the operator has signed in; not there for who is at their own. */
      readonly phone?: string;
      /** When the wrap-up ends by itself (wall time); not there for who is not in one. */
      readonly wrapUpEndsMs?: number;
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
  | {
      readonly kind: 'contactErased';
      readonly contactId: string;
      readonly by: string;
    } /** Somebody (`by`) switched the emergency of a schedule; it ends at `untilMs` (wall time) if that is said. */
  | {
      readonly kind: 'emergencySwitched';
      readonly schedule: string;
      readonly on: boolean;
      readonly untilMs: number | null;
      readonly by: string;
    }
  /** In a storm so many calls to a number ("": to others) were turned away that have no record of their own. */
  | {
      readonly kind: 'callsRefused';
      readonly dialled: string;
      readonly refused: RefusalReason;
      readonly count: number;
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

type AlarmFacts = { readonly alarm: string; readonly queue: string | null; readonly say: string };

/**
 * Why a call was turned away at the door: we are about to stop · as many go on as may · more come than are let in a
 * second · we or the exchange are too slow for more · so many events wait that there is no room to think
 */
export type RefusalReason = 'draining' | 'calls_at_once' | 'calls_per_second' | 'overload' | 'no_room';

/** Whether an operator wanted calls when last heard of: it is restored after a restart. */
export type OperatorPresence = {
  readonly operator: string;
  readonly presence: 'offline' | 'ready' | 'paused' | 'missed';
  readonly reason: string | null;
  /** The phone at which they had signed in; null: at their own. Not there in what older versions wrote. */
  readonly phone?: string | null;
  /** When the wrap-up ends in which they were (wall time); null: in none. */
  readonly wrapUpEndsMs?: number | null;
};
