import type { Value, ValueType } from './expression.ts';
import type { Run } from './step-acts.ts';

/** A variable and where its value stands in an answer. */
export type Field = {
  readonly name: string;
  /** Keys and indexes from the top of the JSON. */
  readonly steps: readonly string[];
  readonly type: ValueType;
  readonly secret: boolean;
  /** The value where the answer has none; undefined: then the answer is bad. */
  readonly otherwise: Value | undefined;
};

/** What a step wants of an answer; `status`: the variable for its status. */
export type Answer = { readonly fields: readonly Field[]; readonly status: string | undefined };

const TEXT_MAX = 1_000;

/**
 * Sets the variables from an answer, all or none. Returns what is wrong with the answer; it quotes nothing from it,
 * since nobody knows what stands there.
 */
export function readAnswer(run: Run, answer: Answer, status: number, body: string): string | undefined {
  if (answer.fields.length > 0) {
    const json = parsed(body);
    if (json === undefined) return 'the answer is not JSON';
    const values = answer.fields.map((field) => [field, valueIn(field, json.value)] as const);
    const bad = values.find(([, value]) => value === undefined)?.[0];
    if (bad !== undefined) return `the answer has no ${bad.type} at ${bad.steps.join('.')}`;
    for (const [field, value] of values) put(run, field, value!);
  }
  putStatus(run, answer, status);
  return undefined;
}

/** There is no usable answer: what has a fallback gets it. `status` is 0 when nobody answered. */
export function otherwise(run: Run, answer: Answer, status: number): void {
  for (const field of answer.fields) if (field.otherwise !== undefined) put(run, field, field.otherwise);
  putStatus(run, answer, status);
}

function put(run: Run, { name, secret }: Field, value: Value): void {
  if (secret) run.state.secrets[name] = String(value);
  else run.state.variables[name] = value;
}

function putStatus(run: Run, { status: name }: Answer, status: number): void {
  if (name !== undefined) run.state.variables[name] = String(status);
}

function parsed(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    // What a server sends is its own affair: the step's outcome says it.
    return undefined;
  }
}

/** The value if it has the field's type; the fallback where there is none. */
function valueIn({ steps, type, otherwise: fallback }: Field, json: unknown): Value | undefined {
  const found = steps.reduce<unknown>(own, json);
  if (found === undefined || found === null) return fallback;
  switch (type) {
    case 'string':
      return typeof found === 'string' && found.length <= TEXT_MAX ? found : undefined;
    case 'int':
      return Number.isSafeInteger(found) ? String(found) : undefined;
    case 'double':
      return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
    case 'bool':
      return typeof found === 'boolean' ? found : undefined;
  }
}

/** What an object or a list holds itself: nothing that JavaScript adds to it. */
function own(inside: unknown, key: string): unknown {
  if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, key)) return undefined;
  return Array.isArray(inside) && !/^\d+$/.test(key) ? undefined : (inside as Record<string, unknown>)[key];
}
