/** What a caller is to be told, in order. The words are made into sound at the speech edge, never here. */
export type SpokenItem =
  /** A prompt of the bundle by its name: a recording, or its text in the caller's language. */
  | { readonly kind: 'prompt'; readonly name: string }
  /** A text that the flow put together, in the caller's language. */
  | { readonly kind: 'text'; readonly text: string }
  /** A value by the rules of the language; its form is checked (spoken-value.ts). */
  | SpokenValue;

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

/** What goes into the interpreter. */
export type FlowInput =
  | { readonly kind: 'started' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'digitPressed'; readonly digit: string; readonly atMonoMs: number }
  | { readonly kind: 'sayFinished'; readonly sayId: string; readonly ok: boolean }
  /** The timer that `listen` asked for. */
  | { readonly kind: 'listenEnded'; readonly listenId: string }
  /**
   * After a restart of the process, with the state as it was kept: the step in progress begins anew, or goes
   * on.
   */
  | { readonly kind: 'resumed' }
  /** The queue step is over: `timeout`, `full`, `unstaffed`, `left`, `after_talk`, `error` … */
  | { readonly kind: 'queueEnded'; readonly outcome: string };

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
  | {
      readonly kind: 'enqueue';
      readonly queue: string;
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
  | HangUpEffect
  /** For the journal. */
  | { readonly kind: 'stepEntered'; readonly flow: string; readonly step: string; readonly visit: number }
  | { readonly kind: 'stepLeft'; readonly step: string; readonly outcome: string }
  | { readonly kind: 'digitTaken'; readonly digit: string }
  | { readonly kind: 'trouble'; readonly what: string };

/** The flow is over. `outcome` is what the record says of a call that no operator answered. */
export type HangUpEffect = {
  readonly kind: 'hangUp';
  readonly reason: 'normal' | 'busy' | 'congestion' | 'rejected';
  readonly outcome: 'self_served' | 'closed' | 'rejected' | 'failed';
};
