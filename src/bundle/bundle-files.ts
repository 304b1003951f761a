import { type InSteps, type Mistake, nearestName } from '../base/index.ts';
import type { Complaint } from '../flow/index.ts';
import { limitsOf } from './file-limits.ts';
import { SourceFile } from './source-file.ts';

const NAMES = ['bundle.yaml', 'numbers.yaml', 'queues.yaml', 'operators.yaml', 'prompts.yaml'] as const;
/** A bundle may do without these. */
const OPTIONAL = [
  ...(['schedules.yaml', 'callers.yaml', 'surveys.yaml', 'reasons.yaml', 'routes.yaml'] as const),
  'scorecards.yaml',
] as const;
const FLOW = /^(?<flow>[a-z0-9][a-z0-9_-]{0,63})\.flow\.yaml$/;
/** Tests lie beside the flows; nobody needs them to serve a call. */
const TEST = /^[a-z0-9][a-z0-9_-]{0,63}\.test\.yaml$/;
const FLOWS_MAX = 200;
const TOTAL_MAX = 10_000_000;

/** Whether a text is longer than the file of this name may be. */
export const isTooLong = (name: string, text: string | undefined): boolean =>
  (text?.length ?? 0) > limitsOf(name).characters;

/** Whether a file holds the tests of a flow. */
export const isTestFile = (name: string): boolean => TEST.test(name);

/**
 * The files of a bundle by what they are for. One that is missing or too large is there, unreadable and
 * empty.
 */
export class BundleFiles {
  readonly settings: SourceFile;
  readonly numbers: SourceFile;
  readonly queues: SourceFile;
  readonly operators: SourceFile;
  readonly prompts: SourceFile;
  /** Their value is null when there is no such file. */
  readonly schedules: SourceFile;
  readonly callers: SourceFile;
  readonly surveys: SourceFile;
  readonly reasons: SourceFile;
  readonly routes: SourceFile;
  readonly scorecards: SourceFile;
  /** Name of the flow, as the file's name gives it → file. */
  readonly flows: ReadonlyMap<string, SourceFile>;
  readonly #mistakes: Mistake[] = [];
  #length = 0;

  constructor(files: ReadonlyMap<string, string | undefined>) {
    const [settings, numbers, queues, operators, prompts] = NAMES.map((name) =>
      files.has(name) ? this.#file(name, files.get(name)) : this.#missing(name),
    );
    this.settings = settings!;
    this.numbers = numbers!;
    this.queues = queues!;
    this.operators = operators!;
    this.prompts = prompts!;
    const [schedules, callers, surveys, reasons, routes, scorecards] = OPTIONAL.map((name) =>
      this.#file(name, files.has(name) ? files.get(name) : ''),
    );
    this.schedules = schedules!;
    this.callers = callers!;
    this.surveys = surveys!;
    this.reasons = reasons!;
    this.routes = routes!;
    this.scorecards = scorecards!;
    const names = [...files.keys()].sort();
    const flows = names.map((name) => [FLOW.exec(name)?.groups?.flow, name] as const);
    this.flows = new Map(
      flows.flatMap(([flow, name]) =>
        flow === undefined ? [] : [[flow, this.#file(name, files.get(name))]],
      ),
    );
    for (const [flow, name] of flows) if (flow === undefined) this.#checkName(name);
    this.#checkCount();
  }

  /** Reads all of them. */
  *reading(): InSteps<void> {
    for (const file of this.#all()) yield* file.reading();
  }

  /** Everything wrong with any of the files. */
  *mistakes(): InSteps<readonly Mistake[]> {
    const mistakes = [...this.#mistakes];
    for (const file of this.#all()) mistakes.push(...(yield* file.mistakes()));
    return mistakes;
  }

  #all(): readonly SourceFile[] {
    const { settings, numbers, queues, operators, prompts, schedules, callers, surveys, reasons, routes } =
      this;
    const named = [settings, numbers, queues, operators, prompts, schedules, callers, surveys, reasons];
    return [...named, routes, this.scorecards, ...this.flows.values()];
  }

  #file(name: string, text: string | undefined): SourceFile {
    if (text === undefined) return new SourceFile(name, text);
    const isLong = isTooLong(name, text);
    this.#length += isLong ? 0 : text.length;
    if (!isLong && this.#length <= TOTAL_MAX) return new SourceFile(name, text);
    const what = isLong ? `the file has ${text.length}` : `all files up to this one have ${this.#length}`;
    const hint = `keep this file to ${limitsOf(name).characters} characters, and a bundle to ${TOTAL_MAX}`;
    this.#add(name, { code: 'FILE_TOO_LARGE', say: `${what} characters`, hint });
    return new SourceFile(name, undefined);
  }

  #missing(name: string): SourceFile {
    const hint = 'every bundle needs it: take the example as a start';
    this.#add(name, { code: 'MISSING_FILE', say: 'the file is missing', hint });
    return new SourceFile(name, undefined);
  }

  #checkName(name: string): void {
    const known = [...NAMES, ...OPTIONAL] as readonly string[];
    if (known.includes(name) || isTestFile(name)) return;
    const near = nearestName(name, [...known, ...this.flows.keys().map((flow) => `${flow}.flow.yaml`)]);
    const all = `${known.join(', ')}, <flow>.flow.yaml and <flow>.test.yaml`;
    const hint = near === undefined ? `a bundle has ${all}` : `did you mean "${near}"?`;
    this.#add(name, { code: 'UNKNOWN_FILE', say: 'nobody reads this file', hint });
  }

  #checkCount(): void {
    const { size } = this.flows;
    if (size === 0) {
      this.#add('<flow>.flow.yaml', {
        code: 'MISSING_FILE',
        say: 'there is no flow',
        hint: 'add one, such as hotline.flow.yaml',
      });
    } else if (size > FLOWS_MAX) {
      this.#add([...this.flows.values()][FLOWS_MAX]!.name, {
        code: 'TOO_MANY',
        say: `${size} flows`,
        hint: `keep a bundle to ${FLOWS_MAX} flows`,
      });
    }
  }

  #add(file: string, complaint: Complaint): void {
    this.#mistakes.push({ file, line: 1, column: 1, ...complaint });
  }
}
