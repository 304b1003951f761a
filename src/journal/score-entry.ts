/** How people judged the work of an operator in a call. */
export type ScoreEntry = { readonly atMs: number } & (
  | ({ readonly kind: 'scored' } & ScoreFacts & {
        /** No other score of the call stood then. */
        readonly isFirst: boolean;
        /** The score by the same form and person that this one takes the place of: when it was given, and how high. */
        readonly replaces: { readonly atMs: number; readonly percent: number } | null;
      })
  /** All scores of the call are gone for good: somebody (`by`) wanted it so. */
  | { readonly kind: 'scoresErased'; readonly callId: string; readonly by: string }
);

/**
 * A score as it was given: what the answers were worth stands here, so that a later change of the form changes nothing
 * of it. `operator` and `queue`: of the talk that was judged.
 */
export type ScoreFacts = {
  readonly callId: string;
  readonly form: string;
  /** Of the form: another one after each change of it. */
  readonly version: string;
  readonly by: string;
  readonly operator: string;
  readonly queue: string | null;
  /** 0 to 100, with one digit behind the point. */
  readonly percent: number;
  /** Critical questions that were answered with no: they made it 0. */
  readonly failed: readonly string[];
  readonly answers: readonly ScoredAnswer[];
  readonly comment: string | null;
  readonly remarks: readonly Remark[];
};

/** An answer, and how many points of the whole (100) it has brought of how many it could. */
export type ScoredAnswer = {
  readonly question: string;
  readonly answer: boolean | number | string;
  readonly points: number;
  readonly of: number;
};

/** A place in a recording, in milliseconds from its beginning. */
export type RecordingMark = { readonly recordingId: string; readonly atMs: number };

/** Words about a place in a recording. */
export type Remark = RecordingMark & { readonly text: string };

/** A score that stands. Ids grow; `atMs` is wall time. */
export type Score = ScoreFacts & { readonly scoreId: number; readonly atMs: number };

/** Which scores, those that were given last first. `from` and `to` are wall time; `limit` is 1 to 1,000. */
export type ScoreQuery = {
  readonly callId?: string;
  /** The number of the call's caller. */
  readonly caller?: string;
  readonly form?: string;
  readonly operator?: string;
  readonly queue?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  /** The id of the last score of the page before. */
  readonly after?: number;
};
