/** A caller with operators, supervisors and people outside: who was called, talked, was held, given away and let go. */
export type TalkEntry = { readonly atMs: number } /**
 * The process that served the call died, and another one goes on with it where it was: in the line of a queue, with
 * an operator who is rung or talks, or, with neither, in the flow. What else was open in the call, and is not named
 * here, is over.
 */ & (
  | {
      readonly kind: 'adopted';
      readonly callId: string;
      readonly phase: string;
      readonly queue: string | null;
      /** For so long the caller has waited in this queue. */
      readonly waitedMs: number | null;
      /** As at the arrival, of which nothing may have been written down: wall time, and both numbers. */
      readonly arrivedMs?: number;
      readonly caller?: string;
      readonly dialled?: string;
      readonly operator: string | null;
      /** Who was rung, or asked, beside the talk or instead of it: should they have gone since, that is told next. */
      readonly consulted?: string;
    }
  /** The node of the exchange that carried the caller has died, and another one does: the call goes on. */
  | { readonly kind: 'callerRehomed'; readonly callId: string; readonly from: string; readonly to: string }
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
      /** Outside: the talk may take so long, which the day's minutes of the route hold until it is over. */
      readonly longestMs?: number;
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
      /** From the answer to the end, where that is not the talk: of a customer's leg who was called back. */
      readonly usedMs?: number;
    }
);

/** How an offer ended; `answered` is the only good one. */
export type OfferOutcome = 'answered' | 'missed' | 'declined' | 'busy' | 'unreachable' | 'withdrawn';

/** How a call to somebody else ended; `withdrawn`: another was first, or the caller had gone. */
export type OutOutcome = 'answered' | 'busy' | 'no_answer' | 'declined' | 'failed' | 'withdrawn';

/**
 * Why a supervisor is no longer with a talk: was told to leave, hung up, the talk is over, the phone did not answer, or
 * the exchange could not do it.
 */
export type SupervisionEnd = 'asked' | 'hung_up' | 'talk_ended' | 'not_reached' | 'failed';
