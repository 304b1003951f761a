import type { Expression, Value, ValueType } from '../expression.ts';
import { leaf, named, type Shape, shortened, wrongType } from '../schema.ts';
import { variable } from '../schema-steps.ts';
import { stepKind } from '../step-kind.ts';

/** An expression, or a number or truth value as it stands. */
const setting: Shape<string | number | boolean> = leaf(
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

const ALL: readonly ValueType[] = ['string', 'int', 'double', 'bool'];

/** Sets variables, each of one type for the whole flow. */
export const set = stepKind({
  kind: 'set',
  about: 'sets variables',
  shape: named(variable, setting),
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  instant: () => true,
  outcomes: () => [{ name: 'done', must: true }],
  variables: (settings) =>
    Object.entries(settings).map(([name, value]) => ({
      name,
      path: [name],
      outcome: 'done',
      type: typeof value === 'string' ? { expression: value } : literalType(value),
      secret: false,
    })),
  acts(settings, check) {
    const values: [string, Value | Expression][] = [];
    for (const [name, value] of Object.entries(settings)) {
      const known = values.map(([earlier]) => earlier);
      values.push([
        name,
        typeof value === 'string' ? check.expression(value, [name], ALL, { known }) : literal(value),
      ]);
    }
    return {
      enter(run) {
        for (const [name, value] of values) {
          const result = typeof value === 'object' ? run.evaluate(value) : value;
          if (result === undefined) return;
          run.state.variables[name] = result;
        }
        run.leave('done');
      },
    };
  },
});

const literalType = (value: number | boolean): ValueType =>
  typeof value === 'boolean' ? 'bool' : Number.isSafeInteger(value) ? 'int' : 'double';

const literal = (value: number | boolean): Value => (literalType(value) === 'int' ? String(value) : value);
