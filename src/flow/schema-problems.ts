import * as z from 'zod';
import { nearestName } from '../base/index.ts';
import { type Complaint, type Path, PROBLEMS_MAX, type Problems } from './problem.ts';
import { type Shape, shortened, wrongType } from './schema.ts';

/**
 * The value when it has this shape; else undefined, and all that is wrong with it is among the problems.
 * `at` is the value's own path in its file.
 */
export function shaped<T>(shape: Shape<T>, value: unknown, at: Path, problems: Problems): T | undefined {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  for (const issue of read.error.issues.slice(0, PROBLEMS_MAX)) report(issue, shape, value, at, problems);
  return undefined;
}

type Issue = z.core.$ZodIssue;

function report(issue: Issue, shape: z.ZodType, value: unknown, at: Path, problems: Problems): void {
  const path = [...at, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(fieldsAt(shape, issue.path));
    for (const key of issue.keys.slice(0, PROBLEMS_MAX))
      problems.add([...path, key], unknownKey(key, known), 'key');
  } else if (issue.code === 'invalid_key') {
    for (const inner of issue.issues) problems.add(path, complaintOf(inner, undefined), 'key');
  } else {
    const found = issue.path.reduce<unknown>(
      (inside, key) => (inside as Record<PropertyKey, unknown> | null)?.[key],
      value,
    );
    if (found === undefined && issue.path.length > 0)
      problems.add(path, missingKey(String(issue.path.at(-1))));
    else problems.add(path, complaintOf(issue, found));
  }
}

/** The complaint about a key that is not among the known ones. */
export function unknownKey(key: string, known: readonly string[]): Complaint {
  const near = nearestName(key, known);
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  return { code: 'UNKNOWN_KEY', say: `"${shortened(key)}" has no meaning here`, hint };
}

/** The complaint about a key that must be there and is not. */
const missingKey = (key: string): Complaint => ({
  code: 'MISSING_KEY',
  say: `"${key}" is missing`,
  hint: `add "${key}:" here`,
});

function complaintOf(issue: Issue, found: unknown): Complaint {
  switch (issue.code) {
    case 'custom':
      return issue.params as Complaint;
    case 'invalid_type':
      return wrongType(issue.expected === 'array' ? 'a list' : 'a map', found);
    case 'too_big':
      return {
        code: 'TOO_MANY',
        say: `more than ${issue.maximum} entries`,
        hint: `keep it to ${issue.maximum}`,
      };
    case 'too_small':
      return { code: 'WRONG_VALUE', say: 'the list is empty', hint: `write at least ${issue.minimum}` };
    default:
      return { code: 'WRONG_VALUE', say: issue.message, hint: 'see the schema of this file' };
  }
}

/** The fields of the map that lies at a path inside a shape. */
function fieldsAt(shape: z.ZodType, path: readonly PropertyKey[]): Readonly<Record<string, unknown>> {
  let inside: z.ZodType = unwrapped(shape);
  for (const key of path) {
    if (inside instanceof z.ZodObject) inside = unwrapped(inside.shape[String(key)] as z.ZodType);
    else if (inside instanceof z.ZodRecord) inside = unwrapped(inside.valueType as z.ZodType);
    else if (inside instanceof z.ZodArray) inside = unwrapped(inside.element as z.ZodType);
  }
  return inside instanceof z.ZodObject ? inside.shape : {};
}

const unwrapped = (shape: z.ZodType): z.ZodType =>
  shape instanceof z.ZodOptional ? unwrapped(shape.unwrap() as z.ZodType) : shape;
