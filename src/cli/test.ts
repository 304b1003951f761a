import { settingOf } from '../boot/index.ts';
import { SourceFile } from '../bundle/index.ts';
import {
  canBegin,
  coverageOf,
  randomWalk,
  readTests,
  runTest,
  shrinkWalk,
  transcriptOf,
  walkText,
} from '../rehearsal/index.ts';
import { type BundleAt, bundleAt } from './bundle-at.ts';
import { type Command, type CommandCall, WrongUsage } from './command.ts';
import { printReport, type TestReport, type TestsReport, type WalksReport } from './test-report.ts';

const WALKS = 300;

/** Runs the tests beside the flows, and walks through each flow at random; shows what goes wrong, and how. */
export const test: Command = {
  usage: '[DIR] [--walks N] [--seed N]',
  say: 'runs the tests beside the flows (NAME.test.yaml), and walks the flows at random',
  options: ['--walks', '--seed'],
  wordsMax: 1,
  async run(call) {
    const { words, isJson, print, settings } = call;
    const plan = { count: wholeNumber(call, '--walks', WALKS), seed: wholeNumber(call, '--seed', 1) };
    const at = await bundleAt(words[0] ?? settings().bundle);
    const report = { ...testsOf(at), walks: walksOf(at, plan) };
    const isGood =
      report.mistakes.length === 0 &&
      report.tests.every(({ failure }) => failure === null) &&
      report.walks.found.length === 0;
    if (isJson) print(JSON.stringify({ folder: at.shown, good: isGood, ...report }));
    else printReport(report, at.shown, print);
    return isGood ? 0 : 1;
  },
};

function wholeNumber({ options }: CommandCall, option: string, otherwise: number): number {
  const written = options.get(option) ?? String(otherwise);
  if (!/^\d{1,7}$/.test(written)) throw new WrongUsage(`${option} wants a whole number, not "${written}"`);
  return Number(written);
}

const FILE = /^(?<flow>.+)\.test\.yaml$/;

function testsOf({ bundle, source }: BundleAt): TestsReport {
  const read = [...source.files].flatMap(([name, text]) => {
    const flow = FILE.exec(name)?.groups?.flow;
    const file = new SourceFile(name, text);
    return flow === undefined ? [] : [{ file, ...readTests(file, flow, bundle) }];
  });
  const runs = read.flatMap(({ file, tests }) =>
    tests.map((one) => ({ file, run: runTest(one, settingOf(bundle)) })),
  );
  return {
    mistakes: read.flatMap(({ mistakes }) => mistakes),
    tests: runs.map(({ file, run }) => ({
      file: file.name,
      name: run.test.name,
      failure: failureIn(file, run.failure),
      transcript: transcriptOf(run.happenings, bundle.prompts),
    })),
    coverage: coverageOf(
      bundle.flows.flows.values(),
      runs.map(({ run }) => run.happenings),
    ),
  };
}

function failureIn(file: SourceFile, failure: ReturnType<typeof runTest>['failure']): TestReport['failure'] {
  if (failure === null) return null;
  const hint = 'mend the flow, or the test if it is the flow that is right';
  return { file: file.name, ...file.place(failure.path), code: 'TEST_FAILED', say: failure.say, hint };
}

/** Walks each flow so many times; of each the first walk that goes wrong is shown, as short as it can be made. */
function walksOf({ bundle }: BundleAt, { count, seed }: Pick<WalksReport, 'count' | 'seed'>): WalksReport {
  const { prompts } = bundle;
  const flows = settingOf(bundle);
  const found = [...flows.flows.values()].filter(canBegin).flatMap((graph) => {
    for (let walk = 0; walk < count; walk += 1) {
      const run = randomWalk(flows, graph, seed * 1_000_003 + walk);
      if (run.verdict === null) continue;
      const short = shrinkWalk(flows, run);
      const { code, say } = short.verdict ?? run.verdict;
      const transcript = transcriptOf(short.happenings, prompts);
      return [{ flow: graph.name, code, say, test: walkText(short), transcript }];
    }
    return [];
  });
  return { count, seed, found };
}
