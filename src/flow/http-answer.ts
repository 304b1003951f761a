import type { Field } from './answer-fields.ts';
import type { Value, ValueType } from './expression.ts';
import { flag, leaf, maybe, named, oneOf, record, type Shape, textComplaint, wrongType } from './schema.ts';
import { variable } from './schema-steps.ts';
import type { StepCheck } from './step-check.ts';
import type { Declaration } from './step-kind.ts';

const PATH = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d{1,4}\])*$/;

const answerPath: Shape<string> = leaf(
  {
    type: 'string',
    maxLength: 200,
    pattern: PATH.source,
    description: 'where it stands in the JSON of the answer, such as: customer.orders[0].id',
  },
  (value) => {
    if (typeof value !== 'string' || (PATH.test(value) && value.length <= 200)) return textComplaint(value);
    const hint = 'write keys with "." between them and [0] for the first of a list: customer.orders[0].id';
    return { code: 'WRONG_VALUE', say: 'this leads to nothing in an answer', hint };
  },
);

const fallback: Shape<string | number | boolean> = leaf(
  { type: ['string', 'number', 'boolean'], description: 'the value where there is none' },
  (value) => {
    if (typeof value === 'string') {
      const say = `a text of ${value.length} characters`;
      return value.length <= 1_000 ? undefined : { code: 'WRONG_VALUE', say, hint: 'write 1,000 at most' };
    }
    const good = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
    return good ? undefined : wrongType('a text, a number, true or false', value);
  },
);

const field = record({
  from: answerPath,
  type: maybe(oneOf('the type', ['string', 'int', 'double', 'bool'])),
  otherwise: maybe(fallback),
  secret: maybe(flag('whether the value is hidden everywhere')),
});

/** What becomes of the answer. */
export const answerShape = { into: maybe(named(variable, field)), status: maybe(variable) };

type Written = {
  readonly into?: Readonly<Record<string, ReturnType<typeof field.parse>>> | undefined;
  readonly status?: string | undefined;
};

/** What a value may be where there is none. */
const NOTHING: Readonly<Record<ValueType, string>> = { string: '""', int: '0', double: '0.0', bool: 'false' };

/** The variables: all are set by an answer; without one, those that have a fallback, and the status. */
export function declared({ into = {}, status }: Written, outcomes: readonly string[]): Declaration[] {
  const fields = Object.entries(into).flatMap(
    ([name, { from, type = 'string', otherwise, secret = false }]) => {
      const sets = { name, path: ['into', name], type, secret };
      if (otherwise !== undefined) return outcomes.map((outcome) => ({ ...sets, outcome }));
      const certain = `${name}: { from: "${from}", type: ${type}, otherwise: ${NOTHING[type]} }`;
      return [{ ...sets, outcome: 'ok', certain }];
    },
  );
  if (status === undefined) return fields;
  const ofStatus = outcomes.map((outcome) => {
    return { name: status, path: ['status'], outcome, type: 'int', secret: false } as const;
  });
  return [...fields, ...ofStatus];
}

/** The fields as the interpreter reads them. */
export function fieldsOf({ into = {} }: Written, check: StepCheck): readonly Field[] {
  return Object.entries(into).map(([name, { from, type = 'string', otherwise, secret = false }]) => {
    if (secret && type !== 'string') {
      const hint = 'leave out "type", and compare with a text';
      check.wrong(['into', name, 'type'], { code: 'WRONG_VALUE', say: 'only text can be secret', hint });
    }
    const steps = from.match(/[\w-]+/g)!;
    return { name, steps, type, secret, otherwise: fallbackOf(otherwise, type, ['into', name], check) };
  });
}

function fallbackOf(
  written: string | number | boolean | undefined,
  type: ValueType,
  path: readonly string[],
  check: StepCheck,
): Value | undefined {
  if (written === undefined) return undefined;
  const fits: Readonly<Record<ValueType, boolean>> = {
    string: typeof written === 'string',
    int: Number.isSafeInteger(written),
    double: typeof written === 'number',
    bool: typeof written === 'boolean',
  };
  if (!fits[type]) {
    const say = `${JSON.stringify(written)} is no value of the type ${type}`;
    const hint = 'let "otherwise" have the type of the variable';
    check.wrong([...path, 'otherwise'], { code: 'EXPRESSION_TYPE', say, hint });
  }
  return type === 'int' ? String(written) : written;
}
