/**
 * How long what was written is kept, in milliseconds: `recordsMs` records of calls and the audit, `journalMs` all other
 * entries and the messages that were settled.
 */
export type Keep = { readonly recordsMs: number; readonly journalMs: number };
