import type { Entry } from './entry.ts';

/** Something that somebody changed from outside. `id` grows with every fact. */
export type AuditFact = Omit<Extract<Entry, { readonly kind: 'audited' }>, 'kind'> & { readonly id: number };

/** Which facts, newest first. Times are wall time; `limit` is 1 to 1,000. */
export type AuditQuery = {
  readonly from?: number;
  readonly to?: number;
  readonly by?: string;
  readonly what?: string;
  readonly limit: number;
  /** The id of the last fact of the page before. */
  readonly after?: number;
};
