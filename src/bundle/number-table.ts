/** What a dialled number means. */
export type NumberRule = {
  /** As it is written in the file; "default" for the rule of all other numbers. */
  readonly pattern: string;
  readonly flow: string;
  readonly language: string;
  readonly class: number | null;
  readonly boostMs: number;
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
}

const PATTERN = /^\+?[0-9X]{1,32}\*?$/;

/** Whether it can be a pattern at all. */
export const isPattern = (text: string): boolean => PATTERN.test(text);

/** Whether it is a number written out. */
export const isExact = (pattern: string): boolean => !/[X*]/.test(pattern);

/** A table of rules, in the order of the file. */
export function numberTable(rules: readonly NumberRule[], otherwise: NumberRule | undefined): NumberTable {
  const exact = new Map(rules.filter(({ pattern }) => isExact(pattern)).map((rule) => [rule.pattern, rule]));
  const patterns = rules.filter(({ pattern }) => !isExact(pattern));
  return {
    find: (dialled) =>
      exact.get(dialled) ?? patterns.find(({ pattern }) => fits(pattern, dialled)) ?? otherwise,
  };
}

function fits(pattern: string, dialled: string): boolean {
  const open = pattern.endsWith('*');
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? dialled.length < fixed.length : dialled.length !== fixed.length) return false;
  return [...dialled].every((char, index) => {
    const wanted = fixed[index] ?? 'X';
    return wanted === 'X' ? /^\d$/.test(char) : wanted === char;
  });
}

/** The earlier pattern because of which a later one is never reached, if there is one. */
export function shadowOf(later: string, earlier: readonly string[]): string | undefined {
  return isExact(later) ? undefined : earlier.find((pattern) => !isExact(pattern) && covers(pattern, later));
}

/** Whether every number that fits the narrow pattern fits the wide one too. */
function covers(wide: string, narrow: string): boolean {
  const open = wide.endsWith('*');
  const fixed = open ? wide.slice(0, -1) : wide;
  const inner = narrow.endsWith('*') ? narrow.slice(0, -1) : narrow;
  if (inner.length < fixed.length) return false;
  if (!open && (narrow.endsWith('*') || inner.length > fixed.length)) return false;
  return [...fixed].every((char, index) => char === inner[index] || (char === 'X' && inner[index] !== '+'));
}
