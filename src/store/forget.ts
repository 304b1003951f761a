import { type Entry, forgotten } from '../journal/index.ts';

/** Kept entries, by the id that the database gave them. */
export type KeptEntry = { readonly id: number; readonly body: string };

/** The same entries without a word of whom is to be forgotten. */
export const withoutPerson = (entries: readonly KeptEntry[], number: string): readonly KeptEntry[] =>
  entries.map(({ id, body }) => ({ id, body: JSON.stringify(forgotten(JSON.parse(body) as Entry, number)) }));
