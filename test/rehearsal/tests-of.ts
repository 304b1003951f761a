import { SourceFile } from '../../src/bundle/index.ts';
import { type ReadTests, readTests, runTest, transcriptOf } from '../../src/rehearsal/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';

/** Reads these tests of the small bundle's main flow. */
export function readMain(
  tests: string,
  files: Readonly<Record<string, string>> = {},
): ReadTests & { readonly file: SourceFile } {
  const { bundle, mistakes } = loadSmall(files, [], 'rehearsals');
  if (bundle === undefined) throw new Error(JSON.stringify(mistakes));
  const file = new SourceFile('main.test.yaml', tests);
  return { ...readTests(file, 'main', bundle), file };
}

/** Runs the only test among these; "line:column sentence" of its failure, null when it passes. */
export function runMain(
  test: string,
  files: Readonly<Record<string, string>> = {},
): { readonly failure: string | null; readonly transcript: readonly string[] } {
  const { bundle } = loadSmall(files, [], 'rehearsals');
  const { tests, mistakes, file } = readMain(`flow: main\ntests:\n${test}`, files);
  if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes));
  const { failure, happenings } = runTest(tests[0]!, bundle!.flows);
  const transcript = transcriptOf(happenings, bundle!.prompts);
  if (failure === null) return { failure: null, transcript };
  const { line, column } = file.place(failure.path);
  return { failure: `${line}:${column} ${failure.say}`, transcript };
}
