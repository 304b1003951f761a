import type { Expression, Value } from './expression.ts';
import { filledIn, LOGGED } from './fill-template.ts';
import type { Path } from './problem.ts';
import { leaf, type Shape, wrongType } from './schema.ts';
import type { Run } from './step-acts.ts';
import type { StepCheck } from './step-check.ts';

/** JSON as an admin writes it: texts may hold `{{ }}`. */
type BodyValue =
  | string
  | number
  | boolean
  | null
  | readonly BodyValue[]
  | { readonly [key: string]: BodyValue };

const DEPTH_MAX = 6;
const TEXT_MAX = 1_000;

/** What is sent is a map. */
export type BodyMap = Extract<BodyValue, { readonly [key: string]: BodyValue }>;

export const bodyShape: Shape<BodyMap> = leaf(
  { type: 'object', description: 'the JSON to send; a text that is one {{ expression }} keeps its type' },
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrongType('a map', value);
    if (isBody(value, 0)) return undefined;
    const hint = `write maps, lists, texts of ${TEXT_MAX} characters, numbers, true, false: ${DEPTH_MAX} deep`;
    return { code: 'WRONG_VALUE', say: 'this cannot be sent as JSON', hint };
  },
);

function isBody(value: unknown, depth: number): value is BodyValue {
  if (typeof value === 'string') return value.length <= TEXT_MAX;
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return (
    typeof value === 'object' &&
    depth < DEPTH_MAX &&
    Object.values(value).every((inner) => isBody(inner, depth + 1))
  );
}

/** What one part of the body is at run time; means nothing when the step has failed. */
type Filler = (run: Run) => unknown;

/**
 * Checks a body. What is returned fills it in: JSON, whatever characters the values hold. `secretsToo`: it is kept
 * nowhere, so that it may hold secrets.
 */
export function bodyMaker(written: BodyMap, check: StepCheck, secretsToo = true): (run: Run) => string {
  const fill = fillerOf(written, ['body'], check, secretsToo);
  return (run) => JSON.stringify(fill(run));
}

function fillerOf(written: BodyValue, path: Path, check: StepCheck, secretsToo: boolean): Filler {
  const inner = (one: BodyValue, at: string | number): Filler =>
    fillerOf(one, [...path, at], check, secretsToo);
  if (typeof written === 'string') return textFiller(written, path, check, secretsToo);
  if (typeof written !== 'object' || written === null) return () => written;
  if (Array.isArray(written)) {
    const items = (written as readonly BodyValue[]).map(inner);
    return (run) => items.map((item) => item(run));
  }
  const fields = Object.entries(written).map(([key, one]) => [key, inner(one, key)] as const);
  return (run) => Object.fromEntries(fields.map(([key, field]) => [key, field(run)]));
}

function textFiller(written: string, path: Path, check: StepCheck, secretsToo: boolean): Filler {
  const template = check.template(written, path, { secretsToo, leak: LOGGED });
  const [only] = template;
  if (template.length === 1 && typeof only === 'object')
    return (run) => (run.left ? null : typed(run.evaluate(only), only));
  return (run) => filledIn(template, run, String);
}

/** A whole number that JavaScript's numbers cannot hold goes as text: nobody's digits are changed. */
function typed(value: Value | undefined, { type }: Expression): unknown {
  if (type !== 'int' || value === undefined) return value ?? null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
