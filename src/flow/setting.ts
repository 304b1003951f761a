import type { Expression, Value, ValueType } from './expression.ts';
import type { Path } from './problem.ts';
import { leaf, type Shape, shortened, wrongType } from './schema.ts';
import type { Run } from './step-acts.ts';
import type { StepCheck } from './step-check.ts';

/** What a variable is set to, as it is written. */
export type Setting = string | number | boolean;

/** An expression, or a number or truth value as it stands. */
export const setting: Shape<Setting> = leaf(
  {
    description: 'an expression (text in its own quotes: \'"text"\'), a number, true or false',
    type: ['string', 'number', 'boolean'],
  },
  (value) => {
    if (typeof value === 'string' && value.length > 1_000) {
      return {
        code: 'WRONG_VALUE',
        say: `"${shortened(value)}" is too long`,
        hint: 'write 1,000 characters at most',
      };
    }
    const good =
      typeof value === 'boolean' ||
      typeof value === 'string' ||
      (typeof value === 'number' && Number.isFinite(value));
    return good ? undefined : wrongType('an expression, a number, true or false', value);
  },
);

export const ALL_TYPES: readonly ValueType[] = ['string', 'int', 'double', 'bool'];

/** The type of a number or truth value. */
export const literalType = (value: number | boolean): ValueType =>
  typeof value === 'boolean' ? 'bool' : Number.isSafeInteger(value) ? 'int' : 'double';

/** A setting whose value has one of the wanted types. `known`: variables that this very step has just set. */
export function checkedSetting(
  written: Setting,
  path: Path,
  wanted: readonly ValueType[],
  { check, known = [] }: { check: StepCheck; known?: readonly string[] },
): Value | Expression {
  if (typeof written === 'string') return check.expression(written, path, wanted, { known });
  const type = literalType(written);
  if (type !== 'int') return check.fits(type, wanted, path) ? written : false;
  // A whole number is as good as any other where a number is wanted.
  if (!wanted.includes('int') && wanted.includes('double')) return written;
  return check.fits(type, wanted, path) ? String(written) : '0';
}

/** The value of a setting; undefined when it has none, and then the step has failed. */
export const settled = (value: Value | Expression, run: Run): Value | undefined =>
  typeof value === 'object' ? run.evaluate(value) : value;
