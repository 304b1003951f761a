import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * What became of the tests of one project. `skips` names each skipped test with the reason that it gave, `failures`
 * what failed, with its message: whoever reads only the end of a long output must find both there.
 */
export type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly string[];
  readonly failures: readonly string[];
  /** From the beginning of the first file of the quick drills to the end of the last one; 0 without any. */
  readonly drillsMs: number;
};

/** Of D02; D13 and D18; D03; D21 and D22; D01: the longest first. */
export const QUICK_DRILLS = ['death-steps', 'bad-line', 'deaths', 'at-once', 'drills'].map(
  (name) => `test/asterisk/${name}.test.ts`,
);

/** A message longer than this is cut: a difference of two large values fills screens. */
const MESSAGE_LENGTH_MAX = 2_000;

/** What an error of a test has for us; errors from outside of a test need not be of any class. */
type Failed = { readonly message?: string; readonly diff?: string; readonly stack?: string };

/** Writes the counts of a run into the file that COUNTS_FILE names: the last line of `npm test` is made from them. */
export default class CountReporter implements Reporter {
  #drillsBeganMs: number | null = null;
  #drillsMs = 0;

  onTestModuleStart({ relativeModuleId }: TestModule): void {
    if (QUICK_DRILLS.includes(relativeModuleId)) this.#drillsBeganMs ??= performance.now();
  }

  onTestModuleEnd({ relativeModuleId }: TestModule): void {
    if (this.#drillsBeganMs !== null && QUICK_DRILLS.includes(relativeModuleId))
      this.#drillsMs = performance.now() - this.#drillsBeganMs;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly Failed[]): void {
    const path = process.env.COUNTS_FILE;
    const counts: Counts = { ...countsOf(modules, errors), drillsMs: this.#drillsMs };
    if (path !== undefined) writeFileSync(path, JSON.stringify(counts));
  }
}

/** A file that cannot even be loaded, and an error outside of every test, count as a failed test each. */
function countsOf(
  modules: readonly TestModule[],
  errorsOutside: readonly Failed[],
): Omit<Counts, 'drillsMs'> {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const failures = [
    ...tests.filter((test) => test.result().state === 'failed').map(failureOf),
    ...modules
      .filter((module) => module.errors().length > 0)
      .map((module) => named(module.relativeModuleId, module.errors())),
    ...errorsOutside.map((error) => named('outside of every test', [error])),
  ];
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: failures.length,
    skips: tests.filter((test) => test.result().state === 'skipped').map(skipOf),
    failures,
  };
}

function skipOf(test: TestCase): string {
  const result = test.result();
  return `${test.fullName}: ${'note' in result && result.note ? result.note : 'no reason given'}`;
}

function failureOf(test: TestCase): string {
  return named(`${test.module.relativeModuleId} > ${test.fullName}`, test.result().errors ?? []);
}

function named(where: string, errors: readonly Failed[]): string {
  const reasons = errors.map(({ message, diff, stack }) =>
    [message ?? 'no message', diff, stack?.split('\n').find((line) => line.includes('/test/'))]
      .filter((part) => part !== undefined)
      .join('\n')
      .slice(0, MESSAGE_LENGTH_MAX),
  );
  return [where, ...reasons].join('\n');
}
