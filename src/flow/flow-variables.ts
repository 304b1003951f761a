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
 * may read other variables: so the types are found round by round, until a round finds none. Inputs come first.
 */
export function flowVariables(
  steps: readonly WrittenStep[],
  inputs: ReadonlyMap<string, ValueType>,
  world: FlowWorld,
  problems: Problems,
): FlowVariables {
  const given = [...inputs].map(([name, type]): Declared => {
    const path = ['inputs', name];
    return { declaration: { name, path, outcome: [], type, secret: false }, path };
  });
  const bySteps = steps.flatMap(({ step }) =>
    step
      .variables(world)
      .map((declaration): Declared => ({ declaration, path: step.pathOf(declaration.path) })),
  );
  const declared = [...given, ...bySteps];
  const scope = new Scope();
  const usable = declared.filter(({ declaration, path }) => isFree(declaration.name, path, problems));
  const secrets = new Set(
    usable.flatMap(({ declaration }) => (declaration.secret ? [declaration.name] : [])),
  );
  let open = usable.filter(({ declaration }) => !declareIfKnown(declaration, scope));
  for (let before = -1; open.length !== before; ) {
    before = open.length;
    open = open.filter(({ declaration }) => !declareIfKnown(declaration, scope));
  }
  for (const one of usable) reportClash(one, scope, secrets, problems);
  return { scope, secrets };
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

/** True when the type is known, or needs no more thought. */
function declareIfKnown({ name, type }: Declaration, scope: Scope): boolean {
  if (typeof type === 'string') {
    scope.declare(name, type);
    return true;
  }
  const parsed = scope.parse(type.expression);
  if (parsed.ok) scope.declare(name, parsed.expression.type);
  return parsed.ok;
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
  const parsed = typeof type === 'string' ? undefined : scope.parse(type.expression);
  const own = typeof type === 'string' ? type : parsed?.ok === true ? parsed.expression.type : undefined;
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
