/** Whom a caller is to be connected with. Operators of a group ring at once. */
export type Callee =
  | { readonly kind: 'number'; readonly number: string }
  /** "sip:anna@pbx.example" */
  | { readonly kind: 'sip'; readonly address: string }
  | { readonly kind: 'operators'; readonly operators: readonly string[] };

/** The number that the other party sees: the caller's, the one that was dialled, none, or a fixed one. */
export type CallerId = 'caller' | 'dialled' | 'hidden' | { readonly number: string };

/**
 * What others do for a flow while it waits for them: the exchange, the store, a speech bot. Each is plain data, and
 * ends with a result of its own kind.
 */
export type Errand =
  | DialErrand
  | MessageErrand
  | CallbackErrand
  | SurveyErrand
  | DigitsErrand
  | RoomErrand
  | HoldErrand
  | BotErrand;

/** Keeps the answer by voice to a question of a survey. */
type SurveyErrand = {
  readonly kind: 'survey';
  readonly survey: string;
  readonly question: string;
  readonly longestMs: number;
  readonly silenceMs: number;
};

/** Books a call back. Booking the same call and visit again changes nothing. */
type CallbackErrand = {
  readonly kind: 'callback';
  readonly queue: string;
  /** 7 to 15 digits, with a "+" in front if the caller's number came with one. */
  readonly number: string;
  /** The call back has the place in the line that the caller would have had. */
  readonly keepsPlace: boolean;
  /** Only while it is open. */
  readonly schedule: string | null;
  /** Not before so long. */
  readonly afterMs: number;
  /** Within so long from then on; afterwards it is given up. */
  readonly windowMs: number;
  readonly attemptsMax: number;
  /** From one attempt to the next. */
  readonly retryMs: number;
  /** So long it rings at the customer. */
  readonly ringMs: number;
  /** Who is called first. */
  readonly first: 'operator' | 'caller';
  /** Prompts that whoever is called first hears, and the key by which they take the call; null: none is needed. */
  readonly whisper: readonly string[];
  readonly takeKey: string | null;
};

/** Takes a message; when the caller hangs up meanwhile, what was said is kept. */
type MessageErrand = {
  readonly kind: 'voicemail';
  readonly box: string;
  readonly longestMs: number;
  /** So long a silence ends it. */
  readonly silenceMs: number;
};

type DialErrand = {
  readonly kind: 'dial';
  /** True: the caller stays with whoever answers, and the flow is over. */
  readonly isTransfer: boolean;
  readonly callee: Callee;
  readonly callerId: CallerId;
  readonly ringMs: number;
  /** From the answer on. */
  readonly talkMsMax: number;
  /** Prompts that whoever answers hears alone, before the two are joined. */
  readonly whisper: readonly string[];
  /** The key that whoever answers has to press to take the call; null: an answer is enough. */
  readonly confirmKey: string | null;
};

/** Sends tones; "w" is half a second of silence. */
type DigitsErrand = {
  readonly kind: 'send_digits';
  readonly digits: string;
  readonly toneMs: number;
  readonly gapMs: number;
};

type RoomErrand = {
  readonly kind: 'conference';
  readonly room: string;
  /** The room ends when this caller goes. */
  readonly leads: boolean;
  readonly longestMs: number;
};

type HoldErrand = { readonly kind: 'hold'; readonly music: string; readonly forMs: number };

type BotErrand = {
  readonly kind: 'bot';
  readonly bot: string;
  readonly language: string;
  /** What the flow goes on by, and what it wants to know. */
  readonly intents: readonly string[];
  readonly slots: readonly string[];
  readonly longestMs: number;
};

/** How an errand has ended. */
export type ErrandResult =
  /** `answered`: they have talked, and the other party has gone; of a transfer: the other party has the caller. */
  | { readonly kind: 'dial'; readonly outcome: 'answered' | 'busy' | 'no_answer' | 'failed' | 'declined' }
  | { readonly kind: 'voicemail' | 'survey'; readonly outcome: 'saved' | 'empty' }
  /** `exists`: this number waits for a call back of this queue already · `refused`: it is not called. */
  | { readonly kind: 'callback'; readonly outcome: 'booked' | 'exists' | 'refused' | 'full' }
  | { readonly kind: 'send_digits' | 'hold' }
  /** `left`: by the caller's own doing, which the flow knows already unless the exchange has seen it first. */
  | { readonly kind: 'conference'; readonly outcome: 'left' | 'ended' | 'full' }
  /** `intent` is null when the bot could not be reached, or has given up. Nothing in it was checked. */
  | {
      readonly kind: 'bot';
      readonly intent: string | null;
      readonly slots: Readonly<Record<string, unknown>>;
    }
  /** Whoever should do it cannot. `why` is for the journal. */
  | { readonly kind: 'impossible'; readonly why: string };
