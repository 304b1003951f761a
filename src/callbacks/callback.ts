/**
 * How a promise ended: exactly one. `unreached`: all attempts were made, or none fits into its time any more ·
 * `expired`: its time was over, and the customer was never called · `refused`: no route allows the number any more.
 */
export type CallbackOutcome = 'reached' | 'merged' | 'unreached' | 'expired' | 'cancelled' | 'refused';

/**
 * The place in the line: what the caller had on leaving it, or what somebody who came then would have had. `enteredMs`
 * is wall time; `seq` is null where nobody stood in the line.
 */
export type CallbackPlace = {
  readonly enteredMs: number;
  readonly seq: number | null;
  readonly class: number;
  readonly boostMs: number;
  readonly stagesBegun: number;
};

/** What was promised to whom. Durations are milliseconds. */
export type CallbackWish = {
  readonly queue: string;
  /** As it is known everywhere: "+4930123456". */
  readonly number: string;
  readonly name: string;
  /** What the caller had dialled; "" where nobody had called. */
  readonly dialled: string;
  readonly language: string;
  readonly label: string;
  /** What the caller's step asked for beside the queue's own demand. */
  readonly must: string | null;
  readonly needs: string | null;
  readonly keepsNeeds: boolean;
  readonly place: CallbackPlace;
  /** Who is called first: the operator whose turn it is, or the customer just before that. */
  readonly first: 'operator' | 'caller';
  /** Prompts that whoever is called first hears, and the key by which they take the call; null: none is needed. */
  readonly whisper: readonly string[];
  readonly takeKey: string | null;
  /** Calls are made only while it is open; null: at any time. */
  readonly schedule: string | null;
  readonly ringMs: number;
  /** From one attempt to the next. */
  readonly retryMs: number;
  /** How many times the customer is called. */
  readonly attemptsMax: number;
  /** From the moment at which it is first due. */
  readonly windowMs: number;
};

/** What happens to a promise, one after the other. `atMs` is wall time. */
export type CallbackEntry = { readonly atMs: number } & (
  | ({
      readonly kind: 'callbackBooked';
      readonly callbackId: string;
      /** The call in which it was promised; null: somebody (`by`) asked for it from outside. */
      readonly from: string | null;
      readonly by: string;
      readonly dueMs: number;
    } & CallbackWish)
  /** A call of ours begins for it: an operator is rung, or the customer. */
  | { readonly kind: 'callbackTried'; readonly callId: string; readonly callbackId: string }
  /**
   * The customer is about to be called for the so manieth time: written before it is done. Once more of the same time:
   * a call that had been taken for over goes on.
   */
  | {
      readonly kind: 'callbackDialled';
      readonly callId: string;
      readonly callbackId: string;
      readonly attempt: number;
    }
  /** It goes on at `dueMs`: a call of ours came to nothing, or somebody (`by`) wished it so. */
  | {
      readonly kind: 'callbackDelayed';
      readonly callbackId: string;
      readonly dueMs: number;
      readonly untilMs: number;
      readonly why: string;
      readonly by: string | null;
    }
  | {
      readonly kind: 'callbackEnded';
      readonly callbackId: string;
      readonly queue: string;
      readonly number: string;
      readonly outcome: CallbackOutcome;
      readonly by: string | null;
    }
);

/** A promise as it stands. Times are wall milliseconds. */
export type Callback = CallbackWish & {
  readonly callbackId: string;
  readonly from: string | null;
  readonly by: string;
  readonly bookedMs: number;
  /** Not before this, and not after `untilMs`. */
  readonly dueMs: number;
  readonly untilMs: number;
  /** Calls of ours that were begun for it, and in how many of them the customer was called. */
  readonly triesCount: number;
  readonly attemptsCount: number;
  /** The call of ours that goes on for it, and whether the customer is being called in it. */
  readonly trying: { readonly callId: string; readonly isDialled: boolean } | null;
  /** Why it came to nothing the last time; null when nothing has. */
  readonly lastWhy: string | null;
  readonly endedMs: number | null;
  readonly outcome: CallbackOutcome | null;
};
