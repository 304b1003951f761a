import { type Entry, forgotten } from '../journal/index.ts';

/** Kept entries, by the id that the database gave them. */
export type KeptEntry = { readonly id: number; readonly body: string };

/** The same scores, as their rows have them. What is kept with them is an entry but for its kind. */
export const scoresWithoutPerson = (rows: readonly KeptEntry[], number: string): readonly KeptEntry[] =>
  rows.map(({ id, body }) => {
    const scored = { kind: 'scored', atMs: 0, ...JSON.parse(body) } as Extract<Entry, { kind: 'scored' }>;
    const { kind: _, atMs: _at, ...facts } = forgotten(scored, number);
    return { id, body: JSON.stringify(facts) };
  });

/** The same entries without a word of whom is to be forgotten. */
export const withoutPerson = (entries: readonly KeptEntry[], number: string): readonly KeptEntry[] =>
  entries.map(({ id, body }) => ({ id, body: JSON.stringify(forgotten(JSON.parse(body) as Entry, number)) }));
