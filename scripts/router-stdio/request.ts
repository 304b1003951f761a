import type { Skills } from '../../src/routing/needs.ts';

/** What a ring of a caller asks for: skill → least level, all of them above 0. */
export type Ring = { readonly afterMs: number; readonly least: Readonly<Record<string, number>> };

export type State = 'idle' | 'busy' | 'away' | 'offline';

/** An event of the protocol. `t` is the time in milliseconds, `n` what the answer is marked with. */
export type Event = { readonly n: number; readonly t: number } & (
  | { readonly e: 'agent'; readonly id: string; readonly skills: Skills }
  | { readonly e: 'state'; readonly id: string; readonly s: State }
  | { readonly e: 'arrive'; readonly id: string; readonly prio: number; readonly rings: readonly Ring[] }
  | { readonly e: 'abandon'; readonly id: string }
  | { readonly e: 'reject'; readonly id: string; readonly agent: string }
  | { readonly e: 'tick' }
);

export type Policy = {
  /** How much waiting one point of priority is worth; null: priority comes before waiting. */
  readonly msPerPoint: number | null;
  readonly pick: 'longest-idle' | 'most-skilled' | 'least-flexible';
};

/** A line that was understood. */
export type Request =
  | { readonly op: 'init'; readonly policy: Policy }
  | { readonly op: 'event'; readonly event: Event }
  | { readonly op: 'batch'; readonly events: readonly Event[] }
  | { readonly op: 'stats' }
  | { readonly op: 'quit' };

/** What can be wrong with a line. */
export type WrongCode =
  | 'LINE_TOO_LONG'
  | 'NOT_UTF8'
  | 'NOT_JSON'
  | 'NOT_AN_OBJECT'
  | 'UNKNOWN_OP'
  | 'UNKNOWN_EVENT'
  | 'WRONG_FIELD'
  | 'OUT_OF_RANGE'
  | 'TIME_WENT_BACK'
  | 'NOT_STARTED'
  | 'FULL';

/** A line that is answered by an error and changes nothing. */
export class WrongLine extends Error {
  override readonly name = 'WrongLine';
  readonly code: WrongCode;

  constructor(code: WrongCode, say: string) {
    super(say);
    this.code = code;
  }
}
