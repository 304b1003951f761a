import type { Errand, ErrandResult } from './errand.ts';
import type { ScheduleState } from './schedule.ts';
import type { Wish } from './wish.ts';

/** What a caller is to be told, in order. The words are made into sound at the speech edge, never here. */
export type SpokenItem =
  /** A prompt of the bundle by its name: a recording, or its text in the caller's language. */
  | { readonly kind: 'prompt'; readonly name: string }
  /** A text that the flow put together, in the caller's language. */
  | { readonly kind: 'text'; readonly text: string }
  /** A value by the rules of the language; its form is checked (spoken-value.ts). */
  | SpokenValue;

/** An item as a text for people: the name of a prompt, a text, a value. */
export const textOf = (item: SpokenItem): string =>
  item.kind === 'prompt' ? item.name : item.kind === 'text' ? item.text : item.value;

/** Languages without genders or cases pass these over. */
export type Gender = 'masculine' | 'feminine' | 'neuter';
export type Case = 'nominative' | 'genitive' | 'dative' | 'accusative' | 'instrumental' | 'prepositional';
/** ISO 4217. */
export type Currency = 'RUB' | 'USD' | 'EUR' | 'GBP';

/** How a value is bent by what stands around it; masculine and nominative when not given. */
type Bent = { readonly gender?: Gender | undefined; readonly case?: Case | undefined };

export type SpokenValue =
  | { readonly kind: 'digits' | 'phone'; readonly value: string }
  | ({ readonly kind: 'number' | 'ordinal'; readonly value: string } & Bent)
  | ({ readonly kind: 'date' | 'time' | 'duration'; readonly value: string } & Pick<Bent, 'case'>)
  | ({ readonly kind: 'money'; readonly value: string; readonly currency: Currency } & Pick<Bent, 'case'>);

/** A question to somebody else's server, as the edge is to send it. It holds no secret but in its body. */
export type FetchRequest = {
  readonly method: 'get' | 'put' | 'delete' | 'post' | 'patch';
  /** Absolute; everything that came from the caller is percent-encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Header → the name of the secret that is its value: the edge alone opens it. */
  readonly secretHeaders: Readonly<Record<string, string>>;
  /** JSON; null for none. */
  readonly body: string | null;
  /** More than 1 only where a second request does no harm. */
  readonly triesMax: number;
  /** The server is told a key by which it knows a repeated request. */
  readonly hasKey: boolean;
};

/** What became of a request. `why` is for the journal: it holds no address beyond the host. */
export type FetchResult =
  /** Whatever the status; the body is text of at most 64 kB. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'timeout' }
  /** No connection, a connection that broke, too many requests at once, a server that is given a rest. */
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'tooBig' }
  /** The rules of this hotline forbid it, or a secret is missing. */
  | { readonly kind: 'refused'; readonly why: string };

/** What a flow may ask of the house, as it is at this instant. The answer comes at once. */
export type FlowQuestion =
  | { readonly about: 'schedule'; readonly name: string }
  /** `schedule`: whose closing time is wanted; null: none. */
  | { readonly about: 'queue'; readonly name: string; readonly schedule: string | null }
  | { readonly about: 'caller' }
  /** The language that the caller chose in an earlier call. */
  | { readonly about: 'language' };

/** The answer; null where nothing is known: of the hours at this time, of a queue of this name, of this number. */
export type FlowFact =
  | { readonly about: 'schedule'; readonly state: ScheduleState | null }
  | { readonly about: 'queue'; readonly queue: QueueFacts | null }
  | { readonly about: 'caller'; readonly caller: KnownCaller | null }
  | { readonly about: 'language'; readonly language: string | null };

/** A queue at one instant. */
export type QueueFacts = {
  /** Whether anybody of the queue is signed in, and how many could take a call now. */
  readonly isStaffed: boolean;
  readonly availableCount: number;
  readonly waitingCount: number;
  /** Half of such callers wait less; null when nobody serves. */
  readonly waitMs: number | null;
  /** How long the schedule that was asked for stays open, 0 when it is not; null when nothing is known of it. */
  readonly opensForMs: number | null;
};

/** What callers.yaml says of a number; null: nothing. */
export type KnownCaller = {
  readonly class: number | null;
  readonly boostMs: number | null;
  readonly language: string | null;
  readonly isBlocked: boolean;
  /** Let in when others are turned away, as long as the reserve goes. */
  readonly isUrgent?: true;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};

/** What goes into the interpreter. After `hungUp` the caller is gone, and the flow is over. */
export type FlowInput = CallerInput | { readonly kind: 'hungUp' };

/** What happens while the caller is there. */
export type CallerInput =
  | { readonly kind: 'started' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'digitPressed'; readonly digit: string; readonly atMonoMs: number }
  | { readonly kind: 'sayFinished'; readonly sayId: string; readonly ok: boolean }
  /** The timer that `listen` asked for. */
  | { readonly kind: 'listenEnded'; readonly listenId: string }
  /** The end of what `fetch` asked for; it comes within the limit, whatever the server does. */
  | { readonly kind: 'fetched'; readonly fetchId: string; readonly result: FetchResult }
  /** The end of what `errand` sent. */
  | { readonly kind: 'errandEnded'; readonly errandId: string; readonly result: ErrandResult }
  /**
   * After a restart of the process, with the state as it was kept: the step in progress begins anew, or goes
   * on.
   */
  | { readonly kind: 'resumed' }
  /** The queue step is over: `timeout`, `full`, `unstaffed`, `left`, `after_talk`, `error` … */
  | { readonly kind: 'queueEnded'; readonly outcome: string }
  /** To a caller who is with an operator of the queue in progress. */
  | { readonly kind: 'handedOver'; readonly event: HandOverEvent }
  /** The answer to what the step in progress asked. */
  | { readonly kind: 'told'; readonly fact: FlowFact };

/**
 * The operator has gone and the caller is still there; the operator gives the caller back to the flow, or puts the
 * caller on hold.
 */
export type HandOverEvent = 'operator_left' | 'transferred_back' | 'held';

/** Why a step has no answer: the caller pressed keys that fit nothing, or none in time. */
export type AnswerMissed = 'wrong' | 'silent';

/** What comes out. The order is the order in which it must be carried out. */
export type FlowEffect =
  | { readonly kind: 'answer' }
  /** Ends with `sayFinished` of the same id, also when it is stopped. Ids are unique within the call. */
  | {
      readonly kind: 'say';
      readonly sayId: string;
      readonly language: string;
      readonly items: readonly SpokenItem[];
    }
  | { readonly kind: 'stopSaying'; readonly sayId: string }
  /** Wakes the flow with `listenEnded` after `ms`; one at a time, a new one replaces the old. */
  | { readonly kind: 'listen'; readonly listenId: string; readonly ms: number }
  | { readonly kind: 'stopListening' }
  /** Ends with `fetched` of the same id within `limitMs`; one at a time. Visits are unique within the call. */
  | {
      readonly kind: 'fetch';
      readonly fetchId: string;
      readonly visit: number;
      readonly limitMs: number;
      readonly request: FetchRequest;
    }
  /**
   * Ends with `errandEnded` of the same id within `limitMs`, unless it is stopped; one at a time, and always the last
   * effect. Call and visit together name it for good: nothing is done twice, whatever restarts.
   */
  | {
      readonly kind: 'errand';
      readonly errandId: string;
      readonly visit: number;
      readonly limitMs: number;
      readonly errand: Errand;
    }
  | { readonly kind: 'stopErrand'; readonly errandId: string }
  | {
      readonly kind: 'enqueue';
      readonly queue: string;
      /** What the step will never do without, as an expression; null for nothing. */
      readonly must: string | null;
      /** Needs that the step adds to the queue's own, as an expression; null for none. */
      readonly needs: string | null;
      /** Whether they hold in every stage, or only until the first one begins. */
      readonly keepsNeeds: boolean;
      /** 0 to 9, 0 is served first; null: the queue's own. */
      readonly class: number | null;
      readonly boostMs: number;
      /** What the operator's phone shows of the flow's choice, for example the step's name. */
      readonly label: string;
    }
  /** Into the line of the queue in progress again, with the place that the caller had; ends as the queue does. */
  | { readonly kind: 'backToLine' }
  /** Answered by `told`, before anything else happens to the call. Always the last effect. */
  | { readonly kind: 'ask'; readonly question: FlowQuestion }
  | HangUpEffect
  /** For the journal. */
  | { readonly kind: 'stepEntered'; readonly flow: string; readonly step: string; readonly visit: number }
  | { readonly kind: 'stepLeft'; readonly flow: string; readonly step: string; readonly outcome: string }
  | { readonly kind: 'digitTaken'; readonly digit: string }
  /** For the journal: the step got no answer, or one that fits nothing, and asks again or gives up. */
  | {
      readonly kind: 'answerMissed';
      readonly flow: string;
      readonly step: string;
      readonly why: AnswerMissed;
    }
  /** For the journal and the record: a label, the contact reason, or both. */
  /** The caller chose a language; it is remembered for the next call. */
  | { readonly kind: 'languageChosen'; readonly language: string }
  | { readonly kind: 'tagged'; readonly label: string | null; readonly reason: string | null }
  /** Nobody waits for it. Call, visit and words together name it for good. */
  | { readonly kind: 'wish'; readonly visit: number; readonly wish: Wish }
  | { readonly kind: 'trouble'; readonly what: string };

/** The flow is over. `outcome` is what the record says of a call that no operator answered. */
export type HangUpEffect = {
  readonly kind: 'hangUp';
  readonly reason: 'normal' | 'busy' | 'congestion' | 'rejected';
  readonly outcome: 'self_served' | 'closed' | 'rejected' | 'failed';
};
