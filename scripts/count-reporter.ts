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
  /** How long the quick form of drills took, one file added to the other. */
  readonly drillsMs: number;
};

/** Of D01; D02; D03; D13 and D18; D21 and D22. */
const QUICK_DRILLS = ['drills', 'death-steps', 'deaths', 'bad-line', 'at-once'].map(
  (name) => `test/asterisk/${name}.test.ts`,
);

/** A message longer than this is cut: a difference of two large values fills screens. */
const MESSAGE_LENGTH_MAX = 2_000;

/** What an error of a test has for us; errors from outside of a test need not be of any class. */
type Failed = { readonly message?: string; readonly diff?: string; readonly stack?: string };

/** Writes the counts of a run into the file that COUNTS_FILE names: the last line of `npm test` is made from them. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly Failed[]): void {
    const path = process.env.COUNTS_FILE;
    if (path !== undefined) writeFileSync(path, JSON.stringify(countsOf(modules, errors)));
  }
}

/** A file that cannot even be loaded, and an error outside of every test, count as a failed test each. */
function countsOf(modules: readonly TestModule[], errorsOutside: readonly Failed[]): Counts {
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
    drillsMs: modules
      .filter(({ relativeModuleId }) => QUICK_DRILLS.includes(relativeModuleId))
      .reduce((sum, module) => sum + module.diagnostic().duration, 0),
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
