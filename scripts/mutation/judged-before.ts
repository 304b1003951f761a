import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * What was found out of mutants is written at once, a line each, so that a run that was ended can go on where it was
 * (`--resume`): mutants have the same numbers as long as neither the code nor the arguments change.
 */
const FILE = process.env.MUTATION_JUDGED!;

let known: ReadonlyMap<string, unknown> | undefined;

/** What became of this mutant in the run that is resumed. */
export function judgedBefore(mutantId: string): unknown {
  known ??= new Map(existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n').flatMap(entryOf) : []);
  return known.get(mutantId);
}

export function remember(mutantId: string, result: unknown): void {
  appendFileSync(FILE, `${JSON.stringify([mutantId, result])}\n`);
}

/** The last line may have been cut off. */
function entryOf(line: string): readonly (readonly [string, unknown])[] {
  return line.endsWith(']') ? [JSON.parse(line) as [string, unknown]] : [];
}
