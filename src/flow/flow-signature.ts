import type { ValueType } from './expression.ts';
import type { Complaint } from './problem.ts';
import { isSlug, type Of, oneOf } from './schema.ts';

/** The type of an input or output, as an admin writes it. */
export const typeName = oneOf('the type', ['string', 'int', 'double', 'bool']);

/** What a flow takes from the step that calls it, and what it gives back. */
export type FlowSignature = {
  /** Null: all of the bundle. */
  readonly languages: readonly string[] | null;
  readonly inputs: ReadonlyMap<string, ValueType>;
  readonly outputs: ReadonlyMap<string, ValueType>;
  /** Exit → the outputs that are given for certain by it. Without exits the flow never returns. */
  readonly exits: ReadonlyMap<string, ReadonlySet<string>>;
};

/** A flow returns, so that only a step that waits for it may enter it. */
export const isSubflow = ({ inputs, exits }: FlowSignature): boolean => inputs.size > 0 || exits.size > 0;

/** The complaint about whoever would enter such a flow and not wait for it. */
export const onlySubflow = (flow: string): Complaint => ({
  code: 'ONLY_SUBFLOW',
  say: `"${flow}" takes inputs or returns, and nobody would wait for it here`,
  hint: `let a step call it: subflow: ${flow}`,
});

/** The exit of a `return` that names none. */
export const PLAIN_EXIT = 'done';

/**
 * Reads no more of a flow file than those need who call it, and passes over what is wrong in it: that is reported when
 * the flow itself is compiled.
 */
export function signatureOf(raw: unknown): FlowSignature {
  const { languages, inputs, outputs, steps } = map(raw);
  return {
    languages: Array.isArray(languages) ? languages.filter((one) => typeof one === 'string') : null,
    inputs: types(inputs),
    outputs: types(outputs),
    exits: exitsOf(Object.values(map(steps)).filter((step) => Object.hasOwn(map(step), 'return'))),
  };
}

const map = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

const types = (value: unknown): ReadonlyMap<string, ValueType> =>
  new Map(Object.entries(map(value)).filter((one): one is [string, Of<typeof typeName>] => isType(one[1])));

const isType = (value: unknown): boolean => typeName.safeParse(value).success;

function exitsOf(steps: readonly unknown[]): FlowSignature['exits'] {
  const exits = new Map<string, ReadonlySet<string>>();
  for (const step of steps) {
    const { return: written } = map(step);
    const { exit = PLAIN_EXIT, outputs } = typeof written === 'string' ? { exit: written } : map(written);
    if (!isSlug(exit) || exit === 'error') continue;
    const given = Object.keys(map(outputs));
    const before = exits.get(exit);
    exits.set(exit, new Set(before === undefined ? given : given.filter((name) => before.has(name))));
  }
  return exits;
}
