import { AssertionError } from 'node:assert';

/**
 * As much of Vitest as the tests that judge mutants use, without its processes: `collected` are the tests that files
 * have declared, but for those that await something. A mutant is judged within milliseconds, of which starting Vitest
 * anew would take most.
 */
export type PlainTest = { readonly name: string; readonly run: () => unknown };

export const collected: PlainTest[] = [];
const groups: string[] = [];
const befores: (() => void)[] = [];

export function beforeEach(prepare: () => void): void {
  befores.push(prepare);
}

/** Forgets what one file has said before the next is read. */
export function beginFile(name: string): void {
  groups.splice(0, groups.length, name);
  befores.length = 0;
}

type Options = Readonly<Record<string, unknown>>;
type Body<T extends readonly unknown[]> = (...row: T) => unknown;

export function test(name: string, ...rest: readonly (Options | (() => unknown))[]): void {
  const body = rest.find((part) => typeof part === 'function') as () => unknown;
  if (body.constructor.name === 'AsyncFunction') return;
  const before = [...befores];
  const run = (): unknown => {
    for (const prepare of before) prepare();
    return body();
  };
  collected.push({ name: [...groups, name].join(' > '), run });
}

export function describe(name: string, body: () => void): void {
  groups.push(name);
  body();
  groups.pop();
}

test.each = (rows: readonly unknown[]) => eachOf(rows, (name, body) => test(name, body));
describe.each = (rows: readonly unknown[]) => eachOf(rows, (name, body) => describe(name, body));

const eachOf =
  (rows: readonly unknown[], declare: (name: string, body: () => void) => void) =>
  (name: string, body: Body<readonly unknown[]>): void => {
    for (const [index, row] of rows.entries()) {
      declare(`${name} (${index + 1})`, () => body(...(Array.isArray(row) ? row : [row])));
    }
  };

type Check = (found: unknown, wanted: unknown, digits?: number) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
  toBe: (found, wanted) => Object.is(found, wanted),
  toEqual: (found, wanted) => isAlike(found, wanted, false),
  toMatchObject: (found, wanted) => isAlike(found, wanted, true),
  toBeUndefined: (found) => found === undefined,
  toBeDefined: (found) => found !== undefined,
  toBeNull: (found) => found === null,
  toHaveLength: (found, wanted) => (found as readonly unknown[]).length === wanted,
  toContain: (found, wanted) => (found as readonly unknown[]).includes(wanted),
  toContainEqual: (found, wanted) => (found as readonly unknown[]).some((one) => isAlike(one, wanted, false)),
  toMatch: (found, wanted) => isMatch(found as string, wanted as string | RegExp),
  toBeGreaterThan: (found, wanted) => (found as number) > (wanted as number),
  toBeLessThan: (found, wanted) => (found as number) < (wanted as number),
  toBeLessThanOrEqual: (found, wanted) => (found as number) <= (wanted as number),
  toBeCloseTo: (found, wanted, digits = 2) =>
    Math.abs((found as number) - (wanted as number)) < 10 ** -digits / 2,
  toThrow: (found, wanted) => {
    const thrown = thrownBy(found as () => unknown);
    return thrown !== undefined && isMatch(thrown, (wanted ?? '') as string | RegExp);
  },
};

const isMatch = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);

type Expected = Readonly<Record<string, (wanted?: unknown, digits?: number) => void>>;

export function expect(found: unknown): Expected & { readonly not: Expected } {
  return { ...expected(found, true), not: expected(found, false) } as Expected & { readonly not: Expected };
}

/** Stands for every value of which this holds. */
class Some {
  readonly fits: (found: unknown) => boolean;

  constructor(fits: (found: unknown) => boolean) {
    this.fits = fits;
  }
}

expect.stringContaining = (part: string): unknown =>
  new Some((found) => typeof found === 'string' && found.includes(part));
expect.arrayContaining = (parts: readonly unknown[]): unknown =>
  new Some(
    (found) => Array.isArray(found) && parts.every((part) => found.some((one) => isAlike(one, part, false))),
  );

function expected(found: unknown, isSo: boolean): Expected {
  const checks = Object.entries(CHECKS).map(([name, check]) => {
    const hold = (wanted?: unknown, digits?: number): void => {
      if (check(found, wanted, digits) === isSo) return;
      throw new AssertionError({ message: `not as expected: ${name}`, actual: found, expected: wanted });
    };
    return [name, hold] as const;
  });
  return Object.fromEntries(checks);
}

function thrownBy(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Equal in all that is defined; of objects, only what is wanted is looked at if `partly`. */
function isAlike(found: unknown, wanted: unknown, partly: boolean): boolean {
  if (Object.is(found, wanted)) return true;
  if (wanted instanceof Some) return wanted.fits(found);
  if (typeof found !== 'object' || typeof wanted !== 'object' || found === null || wanted === null)
    return false;
  if (Array.isArray(wanted) !== Array.isArray(found)) return false;
  if (wanted instanceof Set && found instanceof Set) return isAlike([...found], [...wanted], partly);
  if (wanted instanceof Map && found instanceof Map) return isAlike([...found], [...wanted], partly);
  const [has, asked] = [found as Record<string, unknown>, wanted as Record<string, unknown>];
  const isWhole = !partly || Array.isArray(wanted);
  const keys = new Set([...Object.keys(asked), ...(isWhole ? Object.keys(has) : [])]);
  return [...keys].every((key) => isAlike(has[key], asked[key], partly));
}
