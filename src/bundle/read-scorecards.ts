import { type Path, shaped, shapes, unknownName, variable } from '../flow/index.ts';
import type { Scorecard, ScoreQuestion, ScoreSection } from '../quality/index.ts';
import type { SourceFile } from './source-file.ts';

const { described, flag, listOf, maybe, name, named, record, text, whole } = shapes;

const FORMS_MAX = 50;
const QUESTIONS_MAX = 100;
const KINDS = ['yes_no', 'scale', 'text'] as const;

const words = (what: string) => named(name('a language'), text(what, 200));

const questionShape = record({
  yes_no: maybe(words('a question that is answered with yes or no')),
  scale: maybe(words('a question that is answered with a mark of 1 (worst) to 5 (best)')),
  text: maybe(words('a question that is answered in words, which count nothing')),
  weight: maybe(whole('the weight in the section', 1, 100)),
  critical: maybe(flag('whether a "no" makes the whole score 0')),
  optional: maybe(flag('whether it may stay open: then it counts nothing')),
});

const sectionShape = record({
  title: words('the title of the section'),
  weight: maybe(whole('the weight of the section', 1, 100)),
  questions: named(variable, questionShape),
});

const formShape = record({
  title: words('the title of the form'),
  queues: maybe(listOf(name('a queue'), 1, 200)),
  sections: named(name('a section'), sectionShape),
});

const EXAMPLE = {
  title: { en: 'Talk' },
  queues: ['sales'],
  sections: {
    opening: {
      title: { en: 'Opening' },
      questions: {
        greeted: { yes_no: { en: 'Did they say who they are?' } },
        verified: { yes_no: { en: 'Did they ask who calls?' }, critical: true },
        tone: { scale: { en: 'How friendly was it?' }, weight: 2 },
      },
    },
  },
};

const scorecardsWith = (entry: shapes.Shape<unknown>): shapes.Shape<unknown> =>
  record({ scorecards: named(name('a form'), entry) });

/** `scorecards.yaml` for editors. */
export const scorecardsShape = (): shapes.Shape<unknown> =>
  scorecardsWith(
    described(formShape, 'a form by which calls are scored, and the queues that it is for', [EXAMPLE]),
  );

type Around = {
  readonly file: SourceFile;
  readonly languages: readonly string[];
  readonly queues: ReadonlyMap<string, unknown>;
  hash(text: string): string;
};

/** The forms by which calls are scored; none without the file. */
export function readScorecards(around: Around): ReadonlyMap<string, Scorecard> {
  const { file } = around;
  const forms = new Map<string, Scorecard>();
  if (file.value === null) return forms;
  shaped(scorecardsWith(shapes.anything), file.value, [], file.problems);
  const section = file.section('scorecards');
  limited(section.length, FORMS_MAX, 'forms', ['scorecards'], file);
  for (const [form, raw] of section.slice(0, FORMS_MAX)) {
    const path = ['scorecards', form];
    const written = shaped(formShape, raw, path, file.problems);
    if (written !== undefined) forms.set(form, readForm(form, raw, written, { ...around, path }));
  }
  return forms;
}

type Inside = Around & { readonly path: Path };

function readForm(
  form: string,
  raw: unknown,
  { title, queues, sections }: shapes.Of<typeof formShape>,
  around: Inside,
): Scorecard {
  const { path, file } = around;
  checkWords(title, [...path, 'title'], around);
  for (const [index, queue] of (queues ?? []).entries())
    if (!around.queues.has(queue)) {
      const complaint = unknownName('UNKNOWN_QUEUE', 'queue', queue, around.queues.keys());
      file.problems.add([...path, 'queues', index], complaint);
    }
  const read = Object.entries(sections).map(([section, written]) =>
    readSection(section, written, { ...around, path: [...path, 'sections', section] }),
  );
  checkQuestions(read, around);
  return {
    name: form,
    version: around.hash(JSON.stringify(raw)),
    title,
    queues: queues ?? null,
    sections: read,
  };
}

function readSection(
  section: string,
  { title, weight, questions }: shapes.Of<typeof sectionShape>,
  around: Inside,
): ScoreSection {
  checkWords(title, [...around.path, 'title'], around);
  const read = Object.entries(questions).map(([question, written]) =>
    readQuestion(question, written, { ...around, path: [...around.path, 'questions', question] }),
  );
  const good = read.filter((one) => one !== undefined);
  return { name: section, title, weight: weight ?? null, questions: good };
}

function readQuestion(
  question: string,
  written: shapes.Of<typeof questionShape>,
  around: Inside,
): ScoreQuestion | undefined {
  const { path, file } = around;
  const kinds = KINDS.filter((kind) => written[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const say = `the question is ${kinds.length === 0 ? 'of no kind' : kinds.join(' and ')}`;
    file.problems.add(path, { code: 'WRONG_VALUE', say, hint: `write one of: ${KINDS.join(', ')}` });
    return undefined;
  }
  if (kind === 'text') refuse('weight', 'words count nothing');
  if (kind !== 'yes_no') refuse('critical', 'only a "no" can make the score 0');
  checkWords(written[kind]!, [...path, kind], around);
  return {
    ...{ name: question, kind, title: written[kind]! },
    weight: kind === 'text' ? 0 : (written.weight ?? 1),
    isCritical: written.critical ?? false,
    isOptional: written.optional ?? kind === 'text',
  };

  function refuse(key: 'weight' | 'critical', why: string): void {
    if (written[key] === undefined) return;
    const say = `"${key}" means nothing for "${kind}"`;
    file.problems.add([...path, key], { code: 'WRONG_VALUE', say, hint: `leave it out: ${why}` }, 'key');
  }
}

/** Who scores reads the base language where their own is missing. */
function checkWords(
  written: Readonly<Record<string, string>>,
  path: Path,
  { file, languages }: Around,
): void {
  for (const language of Object.keys(written)) {
    if (languages.includes(language)) continue;
    const complaint = unknownName('UNKNOWN_LANGUAGE', 'language', language, languages);
    file.problems.add([...path, language], complaint, 'key');
  }
  const [base] = languages;
  if (base === undefined || written[base] !== undefined) return;
  const hint = `add "${base}:", the first language of bundle.yaml`;
  file.problems.add(path, { code: 'MISSING_LANGUAGE', say: `there are no words in "${base}"`, hint });
}

/** Answers are named by their question alone, and a form without anything that counts would score nothing. */
function checkQuestions(sections: readonly ScoreSection[], { path, file }: Inside): void {
  const seen = new Map<string, string>();
  for (const { name: section, questions } of sections)
    for (const { name: question } of questions) {
      const before = seen.get(question);
      seen.set(question, section);
      if (before === undefined) continue;
      const say = `"${before}" has a question "${question}" already`;
      const complaint = { code: 'DUPLICATE_KEY', say, hint: 'give it another name' } as const;
      file.problems.add([...path, 'sections', section, 'questions', question], complaint, 'key');
    }
  limited(seen.size, QUESTIONS_MAX, 'questions', [...path, 'sections'], file);
  const isToldAlready = seen.size === 0;
  if (isToldAlready || sections.some(({ questions }) => questions.some(({ weight }) => weight > 0))) return;
  const hint = 'add a question of the kind yes_no or scale';
  file.problems.add(path, { code: 'MISSING_KEY', say: 'nothing in the form counts', hint }, 'key');
}

function limited(count: number, most: number, what: string, path: Path, { problems }: SourceFile): void {
  if (count <= most) return;
  problems.add(path, { code: 'TOO_MANY', say: `${count} ${what}`, hint: `keep it to ${most}` }, 'key');
}
