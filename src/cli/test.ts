import type { Mistake } from '../base/index.ts';
import { SourceFile } from '../bundle/index.ts';
import { type Coverage, coverageOf, readTests, runTest, transcriptOf } from '../rehearsal/index.ts';
import { type BundleAt, bundleAt, mistakesText } from './bundle-at.ts';
import type { Command, Print } from './command.ts';

/** Runs the tests beside the flows, and shows what the caller hears where one fails. */
export const test: Command = {
  usage: '[DIR]',
  say: 'runs the tests beside the flows (NAME.test.yaml), without a phone',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const at = await bundleAt(words[0] ?? settings().bundle);
    const report = reportOf(at);
    const isGood = report.mistakes.length === 0 && report.tests.every(({ failure }) => failure === null);
    if (isJson) print(JSON.stringify({ folder: at.shown, good: isGood, ...report }));
    else printReport(report, at.shown, print);
    return isGood ? 0 : 1;
  },
};

type TestReport = {
  readonly file: string;
  readonly name: string;
  readonly failure: Mistake | null;
  readonly transcript: readonly string[];
};

type Report = {
  readonly mistakes: readonly Mistake[];
  readonly tests: readonly TestReport[];
  readonly coverage: Coverage;
};

const FILE = /^(?<flow>.+)\.test\.yaml$/;

function reportOf({ bundle, source }: BundleAt): Report {
  const files = [...source.files].flatMap(([name, text]) => {
    const flow = FILE.exec(name)?.groups?.flow;
    return flow === undefined ? [] : [{ flow, file: new SourceFile(name, text) }];
  });
  const read = files.map(({ flow, file }) => ({ file, ...readTests(file, flow, bundle) }));
  const runs = read.flatMap(({ file, tests }) =>
    tests.map((one) => ({ file, run: runTest(one, bundle.flows) })),
  );
  return {
    mistakes: read.flatMap(({ mistakes }) => mistakes),
    tests: runs.map(({ file, run }) => ({
      file: file.name,
      name: run.test.name,
      failure: run.failure === null ? null : failureAt(file, run.failure),
      transcript: transcriptOf(run.happenings, bundle.prompts),
    })),
    coverage: coverageOf(
      bundle.flows.flows.values(),
      runs.map(({ run }) => run.happenings),
    ),
  };
}

function failureAt(
  file: SourceFile,
  { path, say }: NonNullable<ReturnType<typeof runTest>['failure']>,
): Mistake {
  const hint = 'mend the flow, or the test if it is the flow that is right';
  return { file: file.name, ...file.place(path), code: 'TEST_FAILED', say, hint };
}

function printReport({ mistakes, tests, coverage }: Report, shown: string, print: Print): void {
  for (const line of mistakesText(shown, mistakes)) print(line);
  for (const { name, failure, transcript } of tests) {
    if (failure === null) continue;
    print(`FAILED ${name}`);
    for (const line of mistakesText(shown, [failure])) print(line);
    print('  what the caller hears and does:');
    for (const line of transcript) print(`    ${line}`);
  }
  for (const line of coverageInWords(coverage)) print(line);
  const failedCount = tests.filter(({ failure }) => failure !== null).length + mistakes.length;
  print(`${tests.filter(({ failure }) => failure === null).length} passed, ${failedCount} failed`);
}

function coverageInWords(coverage: Coverage): readonly string[] {
  return coverage.flatMap(({ flow, stepsCount, outcomesCount, stepsMissed, outcomesMissed }) => [
    `${flow}: tests reach ${stepsCount - stepsMissed.length} of ${stepsCount} steps, ` +
      `${outcomesCount - outcomesMissed.length} of ${outcomesCount} outcomes`,
    ...(stepsMissed.length === 0 ? [] : [`  no test reaches: ${stepsMissed.join(', ')}`]),
    ...(outcomesMissed.length === 0 ? [] : [`  no test has: ${outcomesMissed.join(', ')}`]),
  ]);
}
