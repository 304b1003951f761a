import type { InSteps } from '../base/index.ts';
import { GIVEN, Scope, type ValueType } from './expression.ts';
import type { Path, Problems } from './problem.ts';
import type { WrittenStep } from './read-step.ts';
import type { FlowWorld } from './step-check.ts';
import type { Declaration } from './step-kind.ts';

/** The variables of a flow. */
export type FlowVariables = { readonly scope: Scope; readonly secrets: ReadonlySet<string> };

type Declared = { readonly declaration: Declaration; readonly path: Path };

/**
 * Finds every variable and its type. A variable set by an expression has the type of that expression, which
 * may read other variables: it waits for the first of them that is not known yet, and is looked at again when that one
 * is. Inputs come first.
 */
export function* flowVariables(
  steps: readonly WrittenStep[],
  inputs: ReadonlyMap<string, ValueType>,
  world: FlowWorld,
  problems: Problems,
): InSteps<FlowVariables> {
  const usable: Declared[] = [];
  for (const one of written(steps, inputs, world)) {
    if (isFree(one.declaration.name, one.path, problems)) usable.push(one);
    yield;
  }
  const secrets = new Set(
    usable.flatMap(({ declaration }) => (declaration.secret ? [declaration.name] : [])),
  );
  const scope = yield* scopeOf(usable.map(({ declaration }) => declaration));
  for (const one of usable) {
    if (problems.isFull) break;
    reportClash(one, scope, secrets, problems);
    yield;
  }
  return { scope, secrets };
}

/** All declarations, one after the other, with their places. */
function* written(
  steps: readonly WrittenStep[],
  inputs: ReadonlyMap<string, ValueType>,
  world: FlowWorld,
): Generator<Declared, void, void> {
  for (const [name, type] of inputs) {
    const path = ['inputs', name];
    yield { declaration: { name, path, outcome: [], type, secret: false }, path };
  }
  for (const { step } of steps)
    for (const declaration of step.variables(world))
      yield { declaration, path: step.pathOf(declaration.path) };
}

/** Each expression is looked at as often as there are variables in it that become known later, and once more. */
function* scopeOf(declarations: readonly Declaration[]): InSteps<Scope> {
  const scope = new Scope();
  const waiting = new Map<string, Declaration[]>();
  const open = declarations.toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const lacks = declared(next, scope);
    if (lacks !== undefined) waiting.set(lacks, [...(waiting.get(lacks) ?? []), next]);
    else {
      open.push(...(waiting.get(next.name)?.toReversed() ?? []));
      waiting.delete(next.name);
    }
    yield;
  }
  return scope;
}

const RESERVED: ReadonlySet<string> = new Set([
  ...GIVEN,
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
  'size',
  'string',
  'int',
  'uint',
  'double',
  'bool',
  'bytes',
  'list',
  'map',
  'type',
  'null_type',
  'dyn',
  'has',
  'cel',
  'optional',
  'google',
  'prototype',
]);

function isFree(name: string, path: Path, problems: Problems): boolean {
  if (!RESERVED.has(name)) return true;
  problems.add(
    path,
    { code: 'BAD_VARIABLE', say: `"${name}" means something else already`, hint: 'choose another name' },
    'key',
  );
  return false;
}

/** Declares a variable if its type can be known; else the variable for which it has to wait, if there is one. */
function declared({ name, type }: Declaration, scope: Scope): string | undefined {
  if (typeof type === 'string') {
    scope.declare(name, type);
    return undefined;
  }
  const found = scope.typeOf(type.expression);
  if ('type' in found) scope.declare(name, found.type);
  return 'type' in found ? undefined : found.lacks;
}

/** Two types for one name, and a name that is secret in one place and not in another. */
function reportClash(
  { declaration, path }: Declared,
  scope: Scope,
  secrets: ReadonlySet<string>,
  problems: Problems,
): void {
  const { name, type, secret } = declaration;
  const first = scope.types.get(name);
  const found = typeof type === 'string' ? { type } : scope.typeOf(type.expression);
  const own = 'type' in found ? found.type : undefined;
  const hint = 'a variable has one type in the whole flow: choose another name';
  if (own !== undefined && first !== undefined && own !== first) {
    problems.add(
      path,
      { code: 'BAD_VARIABLE', say: `"${name}" is ${first} elsewhere and ${own} here`, hint },
      'key',
    );
  } else if (secrets.has(name) && !secret) {
    problems.add(
      path,
      { code: 'BAD_VARIABLE', say: `"${name}" is secret elsewhere and not here`, hint },
      'key',
    );
  }
}
