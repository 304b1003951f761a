import { relative } from 'node:path';

/** What of Stryker's mutants is looked at. */
type Mutant = { readonly id: string; readonly fileName: string };
type Judged = Mutant & {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
};

/** A mutant is noticed if a test fails, or does not end. */
const NOTICED: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const REPLACEMENT_MAX = 60;

/** Of a file: mutants not yet judged, those noticed, and those that were not, as lines to read. */
type FileScore = { waiting: number; noticed: number; readonly unnoticed: string[] };

/** Stryker's reporter: a file's score and its survivors are printed as soon as its last mutant has been judged. */
export class FileScores {
  readonly #files = new Map<string, FileScore>();

  onMutationTestingPlanReady({ mutantPlans }: { mutantPlans: readonly { mutant: Mutant }[] }): void {
    for (const { mutant } of mutantPlans) this.#scoreOf(mutant).waiting += 1;
  }

  onMutantTested(mutant: Judged): void {
    const score = this.#scoreOf(mutant);
    score.waiting -= 1;
    if (NOTICED.has(mutant.status)) score.noticed += 1;
    else score.unnoticed.push(lineFor(mutant));
    if (score.waiting === 0) process.stdout.write(textFor(mutant, score));
  }

  #scoreOf({ fileName }: Mutant): FileScore {
    const score = this.#files.get(fileName) ?? { waiting: 0, noticed: 0, unnoticed: [] };
    this.#files.set(fileName, score);
    return score;
  }
}

function textFor({ fileName }: Mutant, { noticed, unnoticed }: FileScore): string {
  const percent = ((100 * noticed) / (noticed + unnoticed.length)).toFixed(1);
  const heading = `${relative('.', fileName)} ${percent} % (${noticed} of ${noticed + unnoticed.length})`;
  return [heading, ...unnoticed, ''].join('\n');
}

function lineFor({ status, mutatorName, replacement = '', location }: Judged): string {
  const { line, column } = location.start;
  const text = replacement.replaceAll(/\s+/g, ' ').slice(0, REPLACEMENT_MAX);
  return `  ${line}:${column} ${status} ${mutatorName}: ${text}`;
}
