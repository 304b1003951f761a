/**
 * Patterns of long rows of digits: digits, a "+" in front, `X` for any one digit, and `*` at the end for any further
 * digits: `8800XXXXXXX`, `+7495*`.
 */
const PATTERN = /^\+?[0-9X]{1,32}\*?$/;

/** Whether it can be a pattern at all. */
export const isPattern = (text: string): boolean => PATTERN.test(text);

/** Whether it is a number written out. */
export const isExact = (pattern: string): boolean => !/[X*]/.test(pattern);

/** Whether a number is one of those that the pattern means. */
export function fitsPattern(pattern: string, number: string): boolean {
  const open = pattern.endsWith('*');
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? number.length < fixed.length : number.length !== fixed.length) return false;
  return [...number].every((char, index) => {
    const wanted = fixed[index] ?? 'X';
    return wanted === 'X' ? /^\d$/.test(char) : wanted === char;
  });
}

/** Whether every number that fits the narrow pattern fits the wide one too. */
export function coversPattern(wide: string, narrow: string): boolean {
  const open = wide.endsWith('*');
  const fixed = open ? wide.slice(0, -1) : wide;
  const inner = narrow.endsWith('*') ? narrow.slice(0, -1) : narrow;
  if (inner.length < fixed.length) return false;
  if (!open && (narrow.endsWith('*') || inner.length > fixed.length)) return false;
  return [...fixed].every((char, index) => char === inner[index] || (char === 'X' && inner[index] !== '+'));
}

/** The earlier pattern because of which a later one is never reached, if there is one. */
export function shadowOf(later: string, earlier: readonly string[]): string | undefined {
  return isExact(later)
    ? undefined
    : earlier.find((pattern) => !isExact(pattern) && coversPattern(pattern, later));
}
