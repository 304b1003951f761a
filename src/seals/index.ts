// Whether the audit is what was written: each fact is sealed with a key, in a chain, in a file beside the database.
// Whoever changes, adds or takes out facts without the key is found; the file itself holds nothing of anybody.
// Never: a fact in the open, a wait of those who write, a verdict about a person.
export { checkSeals, type SealFindings } from './check-seals.ts';
export { SealBook } from './seal-book.ts';
