import type { DeadMessage, FailedDelivery, WebhookJob } from '../journal/index.ts';

/** What became of a message, when (wall time), and who has not got it. */
export type Settlement = {
  readonly id: string;
  readonly how: 'delivered' | 'givenUp';
  readonly failed: readonly FailedDelivery[];
  readonly atMs: number;
};

/** A message as every database keeps it: those who have not got it as JSON. */
export type OutboxRow = Required<Omit<WebhookJob, 'failed'>> & { readonly failed: string | null };

export const failedIn = (failed: readonly FailedDelivery[]): string | null =>
  failed.length === 0 ? null : JSON.stringify(failed);

export function jobOf({ id, event, body, failed }: OutboxRow): WebhookJob {
  const job = { id, event, body };
  return failed === null ? job : { ...job, failed: JSON.parse(failed) as FailedDelivery[] };
}

/** Messages of an older Cordboard do not say who failed, nor when. */
export function deadOf({ atMs, ...row }: OutboxRow & { readonly atMs: number | null }): DeadMessage {
  return { failed: [], ...jobOf(row), atMs: atMs ?? 0 };
}
