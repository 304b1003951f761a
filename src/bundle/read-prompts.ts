import type { InSteps, Mistake } from '../base/index.ts';
import { shaped, unknownName } from '../flow/index.ts';
import type { PromptSource, PromptTable } from '../speech/index.ts';
import type { Recording } from './bundle.ts';
import { OUTLINES, wordsShape } from './bundle-shapes.ts';
import { isRecord, type SourceFile } from './source-file.ts';

const RECORDING =
  /^(?<language>[a-z0-9][a-z0-9_-]{0,63})\/(?<name>[a-z0-9][a-z0-9_-]{0,63})\.(?:wav|gsm|ulaw|alaw)$/;

type Prompts = Map<string, Map<string, PromptSource>>;

/** Where the recordings are, and the languages of the bundle if they are known. */
type Place = {
  readonly recordings: readonly Recording[];
  readonly folder: string;
  readonly languages: readonly string[] | undefined;
};

/** All prompts: what `prompts.yaml` says, and over it the recordings. */
export function* readPrompts(
  file: SourceFile,
  place: Place,
): InSteps<{ prompts: PromptTable; mistakes: readonly Mistake[] }> {
  const prompts: Prompts = new Map();
  shaped(OUTLINES.prompts, file.value, [], file.problems);
  for (const [name, raw] of file.section('prompts')) {
    yield;
    const words = shaped(wordsShape, raw, ['prompts', name], file.problems) ?? wordless(raw);
    const texts = Object.entries(words).map(
      ([language, text]) => [language, { kind: 'text', text }] as const,
    );
    prompts.set(name, new Map<string, PromptSource>(texts));
    for (const language of Object.keys(words)) {
      if (place.languages?.includes(language) !== false) continue;
      const complaint = unknownName('UNKNOWN_LANGUAGE', 'language', language, place.languages);
      file.problems.add(['prompts', name, language], complaint, 'key');
    }
  }
  return { prompts, mistakes: place.recordings.flatMap((one) => addRecording(one, place, prompts)) };
}

/** Words with a mistake in them are words all the same: whoever uses the prompt is not to blame. */
const wordless = (raw: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(isRecord(raw) ? raw : {}).map((language) => [language, '']));

function addRecording({ path, hash }: Recording, { folder, languages }: Place, prompts: Prompts): Mistake[] {
  const { language, name } = RECORDING.exec(path)?.groups ?? {};
  if (language === undefined || name === undefined) {
    return [
      wrongRecording(path, 'a recording lies at prompts/<language>/<prompt>.wav (or .gsm, .ulaw, .alaw)'),
    ];
  }
  if (languages?.includes(language) === false) {
    return [wrongRecording(path, `the bundle has no language "${language}", only ${languages.join(', ')}`)];
  }
  const words = prompts.get(name) ?? new Map<string, PromptSource>();
  const before = words.get(language);
  if (before?.kind === 'recording') {
    return [wrongRecording(path, `"${name}" has another recording in ${language}: keep one`)];
  }
  const spoken = before === undefined || before.text === '' ? {} : { text: before.text };
  const recording = { kind: 'recording', path: `${folder}/prompts/${path}`, hash, ...spoken } as const;
  prompts.set(name, words.set(language, recording));
  return [];
}

/** A recording has no lines: the mistake is with the file as such. */
function wrongRecording(path: string, hint: string): Mistake {
  const say = 'this file cannot be a prompt';
  return { file: `prompts/${path}`, line: 1, column: 1, code: 'BAD_RECORDING', say, hint };
}
