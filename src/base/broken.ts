/**
 * Our own rule is violated. Nobody catches it locally: the process ends (exit code 70) and is started anew.
 */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Throws `Broken` unless the condition holds. `invariant` is a sentence that says what must be true. */
export function holds(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Broken(invariant);
}

/** Ends a `switch` over a union: a forgotten kind does not compile. */
export function assertNever(value: never): never {
  throw new Broken(`no case for ${JSON.stringify(value)}`);
}
