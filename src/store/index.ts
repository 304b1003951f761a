// What every store shares, whatever its database: the bounded buffer before it, the messages it leaves behind.
// The port itself is in the journal's room; each database has a folder of its own here.
// Never: a decision about a call, a wait that a call could feel.
export { callEndedMessage } from './call-ended-message.ts';
export { EntryBuffer, type NumberedEntry } from './entry-buffer.ts';
export type { Keep } from './keep.ts';
