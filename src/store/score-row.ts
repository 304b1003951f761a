import type { Entry, Score, ScoreFacts, ScoreQuery } from '../journal/index.ts';
import type { Later } from './tables.ts';

/** A score as every database keeps it: what is asked by, and all of it as JSON. Times are whole wall milliseconds. */
export type ScoreRow = Pick<ScoreFacts, 'callId' | 'form' | 'by' | 'operator' | 'queue'> & {
  readonly atMs: number;
  readonly body: string;
};

/** What an entry changes of the scores that stand. */
export type ScoreChange =
  | { readonly kind: 'given'; readonly row: ScoreRow }
  | { readonly kind: 'erased'; readonly callId: string };

/** Undefined for an entry that changes nothing of them. */
export function scoreChange(entry: Entry): ScoreChange | undefined {
  if (entry.kind === 'scoresErased') return { kind: 'erased', callId: entry.callId };
  if (entry.kind !== 'scored') return undefined;
  const { kind: _, atMs, isFirst: _first, replaces: _replaces, ...facts } = entry;
  const { callId, form, by, operator, queue } = facts;
  const row = { callId, form, by, operator, queue, atMs: Math.round(atMs), body: JSON.stringify(facts) };
  return { kind: 'given', row };
}

export const scoreOf = (row: {
  readonly scoreId: number;
  readonly atMs: number;
  readonly body: string;
}): Score => ({ scoreId: row.scoreId, atMs: row.atMs, ...(JSON.parse(row.body) as ScoreFacts) });

/** Conditions of a query: the comparison, whose right side is the value. */
export const SCORE_CONDITIONS = {
  callId: 'scores.call_id =',
  caller: 'records.caller =',
  form: 'scores.form =',
  operator: 'scores.operator =',
  queue: 'scores.queue =',
  from: 'scores.at_ms >=',
  to: 'scores.at_ms <',
  after: 'scores.number <',
} as const satisfies Record<keyof Omit<ScoreQuery, 'limit'>, string>;

/** What a database does for scores. */
export interface ScoreTable {
  /** In this order. A score takes the place of the one by the same form and person. */
  change(changes: readonly ScoreChange[]): Later<void>;
  list(query: ScoreQuery): Later<readonly Score[]>;
}
