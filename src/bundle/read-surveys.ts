import {
  type Path,
  promptComplaint,
  type SurveyQuestion,
  shaped,
  shapes,
  unknownName,
  variable,
} from '../flow/index.ts';
import type { PromptTable } from '../speech/index.ts';
import type { SourceFile } from './source-file.ts';

const { duration, durationMs, maybe, name, named, record } = shapes;

const prompt = name('a prompt');
const questionShape = record({
  csat: maybe(prompt),
  nps: maybe(prompt),
  free: maybe(prompt),
  longest: maybe(duration('the longest answer', 5_000, 300_000)),
});
const surveyShape = record({ questions: named(variable, questionShape) });
const KINDS = ['csat', 'nps', 'free'] as const;
const QUESTIONS_MAX = 10;

/** `surveys.yaml`, given the shape of one entry. */
const surveysWith = (entry: shapes.Shape<unknown>): shapes.Shape<unknown> =>
  record({ surveys: named(name('a survey'), entry) });
export const surveysShape = (): shapes.Shape<unknown> => surveysWith(surveyShape);

/** All surveys, with their questions in the order in which they are written. */
export function readSurveys(
  file: SourceFile,
  prompts: PromptTable | undefined,
  languages: readonly string[],
): ReadonlyMap<string, readonly SurveyQuestion[]> {
  const surveys = new Map<string, readonly SurveyQuestion[]>();
  if (file.value === null) return surveys;
  shaped(surveysWith(shapes.anything), file.value, [], file.problems);
  for (const [survey, raw] of file.section('surveys')) {
    const path = ['surveys', survey];
    const { questions = {} } = shaped(surveyShape, raw, path, file.problems) ?? {};
    const count = Object.keys(questions).length;
    if (count > QUESTIONS_MAX) {
      const complaint = {
        code: 'TOO_MANY',
        say: `${count} questions`,
        hint: `ask ${QUESTIONS_MAX} at most`,
      } as const;
      file.problems.add([...path, 'questions'], complaint, 'key');
    }
    const read = Object.entries(questions).map(([question, written]) =>
      readQuestion(question, written, [...path, 'questions', question], { file, prompts, languages }),
    );
    surveys.set(
      survey,
      read.filter((one) => one !== undefined),
    );
  }
  return surveys;
}

type Around = {
  readonly file: SourceFile;
  readonly prompts: PromptTable | undefined;
  readonly languages: readonly string[];
};

function readQuestion(
  question: string,
  written: shapes.Of<typeof questionShape>,
  path: Path,
  around: Around,
): SurveyQuestion | undefined {
  const { problems } = around.file;
  const kinds = KINDS.filter((kind) => written[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const say = `the question is ${kinds.length === 0 ? 'of no kind' : kinds.join(' and ')}`;
    problems.add(path, { code: 'WRONG_VALUE', say, hint: `write one of: ${KINDS.join(', ')}` });
    return undefined;
  }
  if (kind !== 'free' && written.longest !== undefined) {
    const hint = 'leave it out: it is about answers by voice';
    problems.add(
      [...path, 'longest'],
      { code: 'WRONG_VALUE', say: `"longest" means nothing for "${kind}"`, hint },
      'key',
    );
  }
  checkPrompt(written[kind]!, [...path, kind], around);
  return { name: question, kind, prompts: [written[kind]!], longestMs: durationMs(written.longest, 60_000) };
}

/** A survey may be asked in any flow, so in any language. */
function checkPrompt(used: string, path: Path, { file, prompts, languages }: Around): void {
  if (prompts === undefined) return;
  const complaint = promptComplaint(used, prompts, languages);
  if (complaint !== undefined) file.problems.add(path, complaint);
}

const reasonShape = record({ title: maybe(named(name('a language'), shapes.text('a title', 60))) });

export const reasonsShape = (): shapes.Shape<unknown> =>
  record({ reasons: named(name('a contact reason'), reasonShape) });

/** The contact reasons; undefined when there is no such file, and any may be named. */
export function readReasons(file: SourceFile, languages: readonly string[]): ReadonlySet<string> | undefined {
  if (file.value === null) return undefined;
  shaped(reasonsShape(), file.value, [], file.problems);
  const section = file.section('reasons');
  for (const [reason, raw] of section) {
    const { title = {} } = reasonShape.safeParse(raw).data ?? {};
    for (const language of Object.keys(title)) {
      if (languages.includes(language)) continue;
      const complaint = unknownName('UNKNOWN_LANGUAGE', 'language', language, languages);
      file.problems.add(['reasons', reason, 'title', language], complaint, 'key');
    }
  }
  return new Set(section.map(([reason]) => reason));
}
