import * as z from 'zod';
import { parseDuration } from '../base/index.ts';
import type { Complaint } from './problem.ts';

/**
 * The words of which the shapes of all files are made: each checks one value and knows how to tell an editor.
 */
export type Shape<T> = z.ZodType<T>;

/** The value type of a shape. */
export type Of<S extends z.ZodType> = z.infer<S>;

type JsonSchema = Readonly<Record<string, unknown>>;

/** A value checked by `complain`; `json` is what an editor is told about it. */
export function leaf<T>(json: JsonSchema, complain: (value: unknown) => Complaint | undefined): Shape<T> {
  return z
    .custom<T>()
    .superRefine((value, context) => {
      const complaint = complain(value);
      if (complaint !== undefined)
        context.addIssue({ code: 'custom', params: complaint, message: complaint.say });
    })
    .meta(json);
}

/** A map with exactly these keys; those whose shape is `maybe` may be left out. */
export const record = z.strictObject;

/** A key that may be left out. */
export const maybe = <T>(shape: Shape<T>): z.ZodOptional<Shape<T>> => z.optional(shape);

/** A list of `least` to `most` values. */
export const listOf = <T>(shape: Shape<T>, least: number, most: number): z.ZodArray<Shape<T>> =>
  z.array(shape).min(least).max(most);

/** A map whose keys are names. */
export const named = <T>(
  key: Shape<string>,
  value: Shape<T>,
): z.ZodRecord<z.ZodType<string, string>, Shape<T>> => z.record(key as z.ZodType<string, string>, value);

/** One value in either of two forms, told to an editor only: reading decides for itself which one it has. */
export const either = (one: z.ZodType, other: z.ZodType): z.ZodType => z.union([one, other]);

/** The same shape, with a word about it and examples of it for the editor. */
export const described = (
  shape: z.ZodType,
  description: string,
  examples: readonly unknown[] = [],
): z.ZodType => shape.meta(examples.length === 0 ? { description } : { description, examples });

/** Anything: checked later, by somebody who knows more. */
export const anything = z.unknown();

const SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Whether it can be the name of a flow, a step, a queue, a prompt, an operator. */
export const isSlug = (value: unknown): value is string => typeof value === 'string' && SLUG.test(value);

/** What is wrong with a value that ought to be text. */
export function textComplaint(value: unknown): Complaint | undefined {
  if (typeof value === 'string') return undefined;
  if (typeof value === 'number') {
    return {
      code: 'UNQUOTED_NUMBER',
      say: `${value} is a number, text is wanted`,
      hint: `write it in quotes: without them YAML drops a leading "+" or "0"`,
    };
  }
  return wrongType('text', value);
}

/** `{ code: 'WRONG_TYPE' }` with what was found in words. */
export function wrongType(wanted: string, value: unknown): Complaint {
  return {
    code: 'WRONG_TYPE',
    say: `${wanted} is wanted, this is ${kindOf(value)}`,
    hint: `write ${wanted} here`,
  };
}

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  const words: Readonly<Record<string, string>> = { object: 'a map', string: 'text', number: 'a number' };
  return words[typeof value] ?? 'true or false';
};

/** A name: a slug. `what` it names is for people. */
export function name(what: string): Shape<string> {
  return leaf({ type: 'string', pattern: SLUG.source, description: `name of ${what}` }, nameComplaint);
}

export function nameComplaint(value: unknown): Complaint | undefined {
  if (typeof value !== 'string' || SLUG.test(value)) return textComplaint(value);
  return {
    code: 'BAD_NAME',
    say: `"${shortened(value)}" cannot be a name`,
    hint: 'use 1 to 64 small letters a–z, digits, "-" and "_", beginning with a letter or digit',
  };
}

/** A text quoted in a sentence must not flood it. */
export const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** Text of 1 to `most` characters. */
export function text(what: string, most: number): Shape<string> {
  return leaf({ type: 'string', minLength: 1, maxLength: most, description: what }, (value) => {
    if (typeof value !== 'string') return textComplaint(value);
    if (value.trim() !== '' && value.length <= most) return undefined;
    return {
      code: 'WRONG_VALUE',
      say: `${what} has ${value.length} characters`,
      hint: `write 1 to ${most} characters`,
    };
  });
}

/** A whole number in a range. */
export function whole(what: string, least: number, most: number): Shape<number> {
  return leaf({ type: 'integer', minimum: least, maximum: most, description: what }, (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType('a whole number', value);
    if (value >= least && value <= most) return undefined;
    return {
      code: 'WRONG_VALUE',
      say: `${what} cannot be ${value}`,
      hint: `write a number from ${least} to ${most}`,
    };
  });
}

/** `true` or `false`. */
export function flag(what: string): Shape<boolean> {
  return leaf({ type: 'boolean', description: what }, (value) =>
    typeof value === 'boolean' ? undefined : wrongType('true or false', value),
  );
}

/** One of a few words. */
export function oneOf<const W extends string>(what: string, words: readonly W[]): Shape<W> {
  return leaf({ enum: words, description: what }, (value) => {
    if (words.some((word) => word === value)) return undefined;
    if (typeof value !== 'string') return textComplaint(value);
    const hint = `choose one of: ${words.join(', ')}`;
    return { code: 'WRONG_VALUE', say: `${what} cannot be "${shortened(value)}"`, hint };
  });
}

/** A duration such as "20s" between two bounds in milliseconds; `durationMs` reads it. */
export function duration(what: string, leastMs: number, mostMs: number): Shape<string> {
  const json = {
    type: 'string',
    pattern: '^(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$',
    description: `${what}, such as 20s or 1m30s`,
  };
  return leaf(json, (value) => {
    const ms = typeof value === 'string' ? parseDuration(value) : undefined;
    if (ms === undefined) return durationComplaint(value);
    if (ms >= leastMs && ms <= mostMs) return undefined;
    const hint = `write a duration from ${durationText(leastMs)} to ${durationText(mostMs)}`;
    return { code: 'WRONG_VALUE', say: `${what} cannot be ${value}`, hint };
  });
}

function durationComplaint(value: unknown): Complaint {
  const hint = 'write a number with its unit: 500ms, 20s, 1m30s, 2h';
  if (typeof value === 'number')
    return { code: 'BAD_DURATION', say: `${value} has no unit`, hint: `write ${value}s for seconds` };
  if (typeof value !== 'string') return { ...wrongType('a duration', value), hint };
  return { code: 'BAD_DURATION', say: `"${shortened(value)}" is not a duration`, hint };
}

/** Milliseconds of a duration whose shape was checked; `otherwise` when it was left out. */
export const durationMs = (value: string | undefined, otherwise: number): number =>
  value === undefined ? otherwise : (parseDuration(value) ?? otherwise);

const durationText = (ms: number): string =>
  ms % 3_600_000 === 0 && ms > 0 ? `${ms / 3_600_000}h` : ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;

/** The JSON Schema of a shape, for editors. */
export function jsonSchema(shape: z.ZodType): JsonSchema {
  return z.toJSONSchema(shape, { unrepresentable: 'any', io: 'input', reused: 'ref' });
}
