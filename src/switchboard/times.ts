/** All waiting times that no admin sets, in milliseconds, each with its reason. */
export const TIMES_MS = {
  /** A flow must answer, reject or end within this; carriers give up unanswered calls at about 60 s. */
  unanswered: 45_000,
  /** After our hang-up the exchange tells within milliseconds; when it does not, we go on as if it had. */
  legSettle: 5_000,
  /** The apology of the exchange, which it says three times in two languages, takes half of this. */
  apology: 60_000,
  /**
   * A prompt also fails when its caller hangs up: the hang-up is told within this, and then the flow need
   * not go on.
   */
  unheard: 100,
  /** From the end of a recording until it is kept: far more than that takes. */
  keeping: 15_000,
  /** So long the record of a caller who hung up within a message waits for what has become of it. */
  messageFate: 2_000,
  /** Whoever answers hears what is whispered; should nobody tell of its end, the caller is not kept waiting for it. */
  whisper: 60_000,
  /** What is written is on the disk far sooner than this. */
  secured: 5_000,
  /** An operator who takes a callback is waited for so long, once phones have rung for it. */
  untaken: 30_000,
  /** A mailbox that answers presses no key: after this it is let go. */
  confirm: 10_000,
  /** Who wants to listen sits at the phone: after this it stops ringing. */
  supervisor: 30_000,
  /** Somebody who signs in at a phone presses the next key within this, and the PIN is checked long before it. */
  signIn: 30_000,
  /** An operator who calls somebody may let it ring for so long, and talk for so long where no route says less. */
  ownRing: 60_000,
  ownTalk: 14_400_000,
  /** The edge brings the callers of a node that has died to others within seconds. */
  rehoming: 20_000,
  /** After a start the nodes tell what they hold within a moment: so long nobody is served out of turn. */
  nodesTell: 3_000,
  /** A node that is away then may come back with its callers: after this nobody waits for it any more. */
  nodeAway: 60_000,
  /** A command for a caller that the exchange refused or did not answer is given again after this. */
  again: 1_000,
  /** A phone that was busy with a call of its own is asked again after this. */
  busyPhoneRest: 30_000,
  /** A phone that is told of the end of our own call may still be busy with it: it is asked again after this. */
  stillBusyRest: 1_000,
  /** An unreachable phone is tried again after this even if no registration was seen. */
  unreachablePhoneRest: 60_000,
} as const;
