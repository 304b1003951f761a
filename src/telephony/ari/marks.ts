import type { MarkName, Marks } from '../index.ts';

const NAMES: readonly MarkName[] = [
  'id',
  'role',
  'arrived',
  'dialled',
  'place',
  'flow',
  'attempt',
  'operator',
  'epoch',
  'rehomed',
  'tape',
  'joined',
];

/** Marks as channel variables: `place` is kept in `cb_place`, which ari.conf shows with every channel. */
export function variablesOf(marks: Marks): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(marks).map(([name, value]) => [`cb_${name}`, value]));
}

/** On a channel to a phone: whether the exchange was told to ring it. */
export const RUNG = 'cb_rung';

/** The marks among the variables that Asterisk shows of a channel; an unset one is shown as an empty text. */
export function marksIn(variables: Readonly<Record<string, string>> = {}): Marks {
  const found = NAMES.map((name) => [name, variables[`cb_${name}`] ?? ''] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== ''));
}
