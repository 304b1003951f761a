import type { Wire } from '../phones/wire.ts';
import type { Apps } from './apps.ts';
import type { Dialogs } from './dialogs.ts';

/** What both directions stand on. */
export type Ground = {
  readonly wire: Wire;
  readonly apps: Apps;
  readonly dialogs: Dialogs;
  /** So long a request waits for any answer. */
  readonly transactionMs: number;
};
