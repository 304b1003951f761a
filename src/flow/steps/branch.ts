import { neverShown } from '../clock-face.ts';
import type { ValueType } from '../expression.ts';
import { leaf, maybe, named, type Of, record, type Shape, text, textComplaint } from '../schema.ts';
import { target } from '../schema-steps.ts';
import type { StepActs } from '../step-acts.ts';
import type { StepCheck } from '../step-check.ts';
import { type Outcome, stepKind, type WrittenTarget } from '../step-kind.ts';

const caseText: Shape<string> = leaf({ type: 'string', minLength: 1, maxLength: 100 }, textComplaint);

const shape = record({
  if: maybe(text('an expression', 1_000)),
  // biome-ignore lint/suspicious/noThenProperty: it is the admin's word, and never a function
  then: maybe(target),
  switch: maybe(text('an expression', 1_000)),
  cases: maybe(named(caseText, target)),
  else: target,
});

type Params = Of<typeof shape>;

/** Goes one way or another: by a condition, or by a value and its cases. There is always an `else`. */
export const branch = stepKind({
  kind: 'branch',
  about: 'goes one way or another by an expression',
  shape,
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: (params) => [
    ...(params.then === undefined ? [] : [way('then', params.then, ['then'])]),
    ...Object.entries(params.cases ?? {}).map(([key, written]) =>
      way(caseName(key), written, ['cases', key]),
    ),
    way('else', params.else, ['else']),
  ],
  acts: (params, check) => (params.switch === undefined ? condition(params, check) : cases(params, check)),
});

const way = (name: string, written: WrittenTarget, path: readonly string[]): Outcome => ({
  name,
  must: true,
  target: { written, path },
});

/** Cases are the admin's words; the prefix keeps one called "else" or "error" apart from those outcomes. */
const caseName = (key: string): string => `= ${key}`;

function condition(params: Params, check: StepCheck): StepActs {
  if (params.if === undefined || params.then === undefined || params.cases !== undefined) {
    const hint = 'write { if: …, then: …, else: … } or { switch: …, cases: { … }, else: … }';
    check.wrong([], { code: 'WRONG_VALUE', say: 'neither a condition nor a choice of cases', hint });
    return { enter: (run) => run.leave('else') };
  }
  const expression = check.expression(params.if, ['if'], ['bool'], { secretsToo: true });
  return {
    enter(run) {
      const value = run.evaluate(expression);
      if (value !== undefined) run.leave(value === true ? 'then' : 'else');
    },
  };
}

const SWITCHED: readonly ValueType[] = ['string', 'int', 'bool'];

function cases(params: Params, check: StepCheck): StepActs {
  const written = params.cases ?? {};
  if (params.if !== undefined || params.then !== undefined || Object.keys(written).length === 0) {
    const hint = 'write { switch: …, cases: { a: step-a, b: step-b }, else: … }';
    check.wrong([], { code: 'WRONG_VALUE', say: 'a switch has "cases" and no condition', hint });
  }
  // The case by which the step ends is in the journal: with a secret it would be the secret itself.
  const expression = check.expression(params.switch!, ['switch'], SWITCHED);
  const part = /^\s*now\.(?<part>\w+)\s*$/.exec(params.switch!)?.groups?.part ?? '';
  for (const key of Object.keys(written)) {
    const never = neverShown(part, key);
    if (never !== undefined) check.wrong(['cases', key], never, 'key');
    const fits =
      expression.type === 'string' || (expression.type === 'int' ? /^-?\d+$/ : /^(true|false)$/).test(key);
    if (fits) continue;
    const say = `"${key}" is no value of ${params.switch}`;
    check.wrong(
      ['cases', key],
      { code: 'EXPRESSION_TYPE', say, hint: 'let the case have the type of the expression' },
      'key',
    );
  }
  return {
    enter(run) {
      const value = run.evaluate(expression);
      if (value === undefined) return;
      run.leave(Object.hasOwn(written, String(value)) ? caseName(String(value)) : 'else');
    },
  };
}
