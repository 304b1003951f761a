import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What became of the tests of one project. `skips` names each skipped test with the reason that it gave. */
export type Counts = { readonly passed: number; readonly failed: number; readonly skips: readonly string[] };

/** Writes the counts of a run into the file that COUNTS_FILE names: the last line of `npm test` is made from them. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const path = process.env.COUNTS_FILE;
    if (path !== undefined) writeFileSync(path, JSON.stringify(countsOf(modules, errors.length)));
  }
}

/** A file that cannot even be loaded, and an error outside of every test, count as a failed test each. */
function countsOf(modules: readonly TestModule[], errorsOutside: number): Counts {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const failedFiles = modules.filter((module) => module.errors().length > 0).length;
  const skips = tests
    .filter((test) => test.result().state === 'skipped')
    .map((test) => {
      const result = test.result();
      return `${test.fullName}: ${'note' in result && result.note ? result.note : 'no reason given'}`;
    });
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: tests.filter((test) => test.result().state === 'failed').length + failedFiles + errorsOutside,
    skips,
  };
}
