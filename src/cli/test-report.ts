import type { Mistake } from '../base/index.ts';
import type { Coverage } from '../rehearsal/index.ts';
import { mistakesText } from './bundle-at.ts';
import type { Print } from './command.ts';

/** One test; `failure` is null when it passed. */
export type TestReport = {
  readonly file: string;
  readonly name: string;
  readonly failure: Mistake | null;
  readonly transcript: readonly string[];
};

/** What came of the tests beside the flows. */
export type TestsReport = {
  readonly mistakes: readonly Mistake[];
  readonly tests: readonly TestReport[];
  readonly coverage: Coverage;
};

/** What came of `count` walks through each flow; `test` is the walk as a test to paste. */
export type WalksReport = {
  readonly count: number;
  readonly seed: number;
  readonly found: readonly {
    readonly flow: string;
    readonly code: string;
    readonly say: string;
    readonly test: string;
    readonly transcript: readonly string[];
  }[];
};

type Report = TestsReport & { readonly walks: WalksReport };

/** Failures first, each with what the caller heard; the sums last. */
export function printReport(report: Report, shown: string, print: Print): void {
  const { mistakes, tests, coverage, walks } = report;
  for (const line of mistakesText(shown, mistakes)) print(line);
  for (const { name, failure, transcript } of tests) {
    if (failure === null) continue;
    print(`FAILED ${name}`);
    for (const line of mistakesText(shown, [failure])) print(line);
    printTranscript(transcript, print);
  }
  for (const { flow, code, say, test, transcript } of walks.found) {
    print(`FAILED a walk through ${flow}: ${code} ${say}`);
    printTranscript(transcript, print);
    print(`  as a test, for ${shown}/${flow}.test.yaml:`);
    print(test);
  }
  for (const line of coverageInWords(coverage)) print(line);
  const failed = tests.filter(({ failure }) => failure !== null);
  const badCount = failed.length + mistakes.length + walks.found.length;
  const walked = walks.count === 0 ? '' : `, ${walks.count} walks through each flow (seed ${walks.seed})`;
  print(`${tests.length - failed.length} passed, ${badCount} failed${walked}`);
}

function printTranscript(transcript: readonly string[], print: Print): void {
  print('  what the caller hears and does:');
  for (const line of transcript) print(`    ${line}`);
}

function coverageInWords(coverage: Coverage): readonly string[] {
  return coverage.flatMap(({ flow, stepsCount, outcomesCount, stepsMissed, outcomesMissed }) => [
    `${flow}: tests reach ${stepsCount - stepsMissed.length} of ${stepsCount} steps, ` +
      `${outcomesCount - outcomesMissed.length} of ${outcomesCount} outcomes`,
    ...(stepsMissed.length === 0 ? [] : [`  no test reaches: ${stepsMissed.join(', ')}`]),
    ...(outcomesMissed.length === 0 ? [] : [`  no test has: ${outcomesMissed.join(', ')}`]),
  ]);
}
