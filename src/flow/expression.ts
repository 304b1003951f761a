import {
  type ASTNode,
  Environment,
  EvaluationError,
  ParseError,
  type TypeError as TypeMismatch,
} from '@marcbachmann/cel-js';
import { nearestName } from '../base/index.ts';
import { CLOCK_FACE } from './clock-face.ts';
import { wrongComparison } from './compared-with-now.ts';
import { isLike } from './is-like.ts';
import { withoutMissing } from './never-missing.ts';
import type { Complaint } from './problem.ts';
import { shortened } from './schema.ts';

/** The types a variable can have. `int` is a whole number of 64 bits. */
export type ValueType = 'string' | 'int' | 'double' | 'bool';

export const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  string: 'text',
  int: 'a whole number',
  double: 'a number',
  bool: 'true or false',
};

/** A value as the state keeps it: an `int` as its digits, since JSON has no whole number of 64 bits. */
export type Value = string | number | boolean;

/** What an expression reads, by name. */
export type Readings = Readonly<Record<string, unknown>>;

/** An expression that was checked. `reads` are the variables it looks at. */
export type Expression = {
  readonly text: string;
  readonly type: ValueType;
  readonly reads: ReadonlySet<string>;
  /** The value, or what went wrong (a division by zero, a text that is no number) as a sentence. */
  evaluate(
    readings: Readings,
  ): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly say: string };
};

/** Either the expression or the first thing wrong with it, `offset` characters from its beginning. */
export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly offset: number; readonly complaint: Complaint };

const LIMITS = { maxAstNodes: 200, maxDepth: 20, maxListElements: 50, maxMapEntries: 0, maxCallArguments: 4 };
const TEXT_MAX = 1_000;
const TOO_WIDE = 'is a whole number of more than 64 bits';
const TYPES: ReadonlySet<string> = new Set(['string', 'int', 'double', 'bool']);

/** Names that every flow can read, and so cannot set. */
export const GIVEN = ['caller', 'dialled', 'language', 'now'] as const;

/** What stands behind the point of those that have parts. */
const PARTS = { caller: { number: 'string' }, now: CLOCK_FACE } as const;

/**
 * Only what is listed can be called. Everything here takes time and room in proportion to its input: what
 * matches by regular expression, reads the machine's clock or zone, joins lists or hides a type stays
 * outside.
 */
const FUNCTIONS: ReadonlySet<string> = new Set(['size', 'string', 'int', 'double', 'bool', 'like']);
const METHODS: ReadonlySet<string> = new Set([
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'lowerAscii',
  'upperAscii',
  'trim',
  'indexOf',
  'lastIndexOf',
  'substring',
  'like',
]);
const REFUSED_OPERATORS: ReadonlySet<string> = new Set(['map', '[]', '[?]', '.?']);

/** The variables of one flow with their types; expressions are checked against it. */
export class Scope {
  readonly types = new Map<string, ValueType>();
  readonly #environment: Environment;
  readonly #good = new Map<string, ParsedExpression>();

  constructor() {
    this.#environment = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS })
      .registerVariable({ name: 'caller', schema: PARTS.caller })
      .registerVariable({ name: 'now', schema: PARTS.now })
      .registerVariable('dialled', 'string')
      .registerVariable('language', 'string')
      .registerFunction('like(string, string): bool', isLike)
      .registerFunction('string.like(string): bool', isLike);
  }

  /** Makes a variable known. The first type stays. */
  declare(name: string, type: ValueType): void {
    if (this.types.has(name)) return;
    this.types.set(name, type);
    this.#environment.registerVariable(name, type);
  }

  /** Checks an expression in CEL (the Common Expression Language) against what is declared so far. */
  parse(text: string): ParsedExpression {
    const judged = this.#judge(text);
    if (!('error' in judged)) return judged;
    return this.#mismatch(judged.error, text);
  }

  /** The type of an expression; or the first of its variables that nothing has declared yet, if that is all. */
  typeOf(text: string): { readonly type: ValueType } | { readonly lacks: string | undefined } {
    const judged = this.#judge(text);
    if ('error' in judged) return { lacks: undeclared(judged.error, text) };
    return judged.ok ? { type: judged.expression.type } : { lacks: undefined };
  }

  /** A good one stays good, whatever is declared later: it is read once, however often a flow says it. */
  #judge(text: string): ParsedExpression | { readonly error: TypeMismatch } {
    const known = this.#good.get(text);
    if (known !== undefined) return known;
    if (text.length > TEXT_MAX)
      return wrong(TEXT_MAX, 'BAD_EXPRESSION', `longer than ${TEXT_MAX} characters`, 'make it shorter');
    const parsed = this.#parsed(text);
    if ('ok' in parsed) return parsed;
    const reads = new Set<string>();
    const refused = firstRefused(parsed.ast, text, reads);
    if (refused !== undefined) return refused;
    const checked = parsed.check();
    if (!checked.valid) return { error: checked.error as TypeMismatch };
    const type = checked.type as ValueType;
    if (!TYPES.has(type)) {
      const hint = 'make it text, a number, or true or false';
      return wrong(0, 'EXPRESSION_TYPE', `its value is a ${type}`, hint);
    }
    const evaluate: Expression['evaluate'] = (readings) => evaluated(parsed, readings);
    const good: ParsedExpression = { ok: true, expression: { text, type, reads, evaluate } };
    this.#good.set(text, good);
    return good;
  }

  #parsed(text: string): ReturnType<Environment['parse']> | ParsedExpression {
    try {
      return this.#environment.parse(text);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const hint = withoutMissing(text) ?? 'write it like: caller.number.startsWith("+7") && tries < 3';
      return wrong(error.range?.start ?? 0, 'BAD_EXPRESSION', sentence(error.summary), hint);
    }
  }

  #mismatch(error: TypeMismatch, text: string): ParsedExpression {
    const start = error.range?.start ?? 0;
    const name = undeclared(error, text);
    if (name !== undefined) {
      const near = nearestName(name, [...GIVEN, ...this.types.keys()]);
      const hint =
        near === undefined ? 'set it in a step before, by `set` or `input`' : `did you mean "${near}"?`;
      return wrong(start, 'UNKNOWN_VARIABLE', `nothing sets "${shortened(name)}"`, hint);
    }
    if (error.code === 'no_such_key') return unknownPart(text, error);
    const hint = 'text stands in quotes; int(x), double(x) and string(x) convert';
    return wrong(start, 'EXPRESSION_TYPE', mismatchText(error.summary), hint);
  }
}

/** `now.our`: something that has parts, and none of this name. */
function unknownPart(text: string, { range }: TypeMismatch): ParsedExpression {
  const start = range?.start ?? 0;
  const part = text.slice(start, range?.end);
  const of = /(?<of>\w+)\s*\.\s*$/.exec(text.slice(0, start))?.groups?.of ?? '';
  const parts = Object.keys(of === 'now' ? PARTS.now : PARTS.caller);
  const near = nearestName(part, parts);
  const hint = near === undefined ? `there is: ${parts.join(', ')}` : `did you mean "${near}"?`;
  return wrong(start, 'EXPRESSION_TYPE', `"${shortened(of)}" has no "${shortened(part)}"`, hint);
}

/** The variable of which an expression complains that there is none. */
function undeclared({ code, range }: TypeMismatch, text: string): string | undefined {
  return code === 'unknown_variable' ? text.slice(range?.start ?? 0, range?.end ?? 0) : undefined;
}

function wrong(offset: number, code: Complaint['code'], say: string, hint: string): ParsedExpression {
  return { ok: false, offset, complaint: { code, say, hint } };
}

/** "no such overload: string == int" in words. */
function mismatchText(summary: string): string {
  const { left, operator, right } = MISMATCH.exec(summary)?.groups ?? {};
  const words = [left, right].map((type) => TYPE_WORDS[type as ValueType]);
  if (words.includes(undefined!)) return sentence(summary);
  return `"${operator}" cannot stand between ${words.join(' and ')}`;
}

const MISMATCH = /^no such overload: (?<left>\w+) (?<operator>\S+) (?<right>\w+)$/;

const sentence = (summary: string): string => `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;

/** Walks the tree for what is not allowed, and notes the variables on the way. */
function firstRefused(node: ASTNode, text: string, reads: Set<string>): ParsedExpression | undefined {
  const refused = refusal(node);
  if (refused !== undefined) {
    const hint =
      withoutMissing(text) ?? `allowed: ${[...FUNCTIONS].join(', ')}; .${[...METHODS].join(', .')}`;
    return wrong(node.start, 'BAD_EXPRESSION', `${refused} is not allowed in a flow`, hint);
  }
  const inVain = wrongComparison(node);
  if (inVain !== undefined) return { ok: false, ...inVain };
  if (node.op === 'id') reads.add(node.args);
  for (const child of children(node)) {
    const found = firstRefused(child, text, reads);
    if (found !== undefined) return found;
  }
  return undefined;
}

const is64Bits = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

function refusal(node: ASTNode): string | undefined {
  if (node.op === 'value' && typeof node.args === 'bigint' && !is64Bits(node.args))
    return 'so large a number';
  if (node.op === 'call' && !FUNCTIONS.has(node.args[0])) return `${shortened(node.args[0])}()`;
  if (node.op === 'rcall' && !METHODS.has(node.args[0])) return `.${shortened(node.args[0])}()`;
  return REFUSED_OPERATORS.has(node.op) ? '"[…]" or "{…}"' : undefined;
}

/** The operands of a node, whatever its form: one, several, or a list of arguments among them. */
function children(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  return [node.args]
    .flat(3)
    .filter((part): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part);
}

function evaluated(
  parsed: (readings: Readings) => unknown,
  readings: Readings,
): ReturnType<Expression['evaluate']> {
  try {
    return kept(parsed(bare(readings)));
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { ok: false, say: sentence(error.summary) };
  }
}

/** The same without anything that JavaScript adds to an object: a variable may be called "constructor". */
const bare = (readings: Readings): Readings => Object.assign(Object.create(null) as Readings, readings);

/** The value in the form of the state, if it may be kept there. */
function kept(value: unknown): ReturnType<Expression['evaluate']> {
  if (typeof value === 'bigint')
    return is64Bits(value)
      ? { ok: true, value: String(value) }
      : { ok: false, say: `the result ${TOO_WIDE}` };
  if (typeof value === 'number' && !Number.isFinite(value))
    return { ok: false, say: 'the result is not a number' };
  if (typeof value === 'string' && value.length > TEXT_MAX)
    return { ok: false, say: `the result is longer than ${TEXT_MAX} characters` };
  return { ok: true, value: value as Value };
}

/** A value of the state as an expression reads it. */
export const reading = (value: Value, type: ValueType): unknown => (type === 'int' ? BigInt(value) : value);
