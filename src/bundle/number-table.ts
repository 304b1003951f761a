import { fitsPattern, isExact } from '../base/index.ts';

/** What a dialled number means. */
export type NumberRule = {
  /** As it is written in the file; "default" for the rule of all other numbers. */
  readonly pattern: string;
  readonly flow: string;
  readonly language: string;
  readonly class: number | null;
  readonly boostMs: number;
  /** Who calls it has part in the reserve, when others are turned away. */
  readonly isUrgent?: true;
  readonly answer: 'first_sound' | 'explicit';
  readonly label: string;
};

/**
 * Dialled number → rule. A pattern is written with digits, a "+" in front if the network sends one, `X` for
 * any one digit, and `*` at the end for any further digits: `8800XXXXXXX`, `+7495*`. A number written out
 * wins over all patterns; among patterns the first in the file that fits wins; then the default, if there is
 * one.
 */
export interface NumberTable {
  find(dialled: string): NumberRule | undefined;
  /** All rules in the order of the file, and last the default. */
  readonly rules: readonly NumberRule[];
}

/** A table of rules, in the order of the file. */
export function numberTable(rules: readonly NumberRule[], otherwise: NumberRule | undefined): NumberTable {
  const exact = new Map(rules.filter(({ pattern }) => isExact(pattern)).map((rule) => [rule.pattern, rule]));
  const patterns = rules.filter(({ pattern }) => !isExact(pattern));
  return {
    rules: otherwise === undefined ? rules : [...rules, otherwise],
    find: (dialled) =>
      exact.get(dialled) ?? patterns.find(({ pattern }) => fitsPattern(pattern, dialled)) ?? otherwise,
  };
}
