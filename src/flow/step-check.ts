import type { Callee } from './errand.ts';
import { type Expression, type Scope, TYPE_WORDS, type ValueType } from './expression.ts';
import type { FlowSignature } from './flow-signature.ts';
import type { Complaint, Path, Problems } from './problem.ts';
import { promptComplaint } from './prompt-complaint.ts';
import type { Saying } from './saying.ts';
import type { SurveyQuestion } from './survey.ts';
import { parseTemplate, type Template } from './template.ts';
import { unknownName } from './unknown-name.ts';

/** Names that exist. */
type Names = { has(name: string): boolean; keys(): Iterable<string> };

/** What a flow may name beside its own steps: the rest of its bundle. */
export type FlowWorld = {
  /** All languages of the bundle; the first is the base. */
  readonly languages: readonly string[];
  /** Prompt → the languages in which it has words. */
  readonly prompts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Queue → the outcomes that it declares beside the standard ones. */
  readonly queues: ReadonlyMap<string, readonly string[]>;
  readonly schedules: ReadonlyMap<string, unknown>;
  readonly operators: Names;
  readonly surveys: { get(name: string): readonly SurveyQuestion[] | undefined } & Names;
  /** Contact reasons. */
  readonly reasons: Names;
  /** What is known of callers → its type. */
  readonly attributes: ReadonlyMap<string, ValueType>;
  readonly flows: ReadonlySet<string>;
  /** Flow → what it takes and gives, as far as its file could be read. */
  readonly signatures: ReadonlyMap<string, FlowSignature>;
  /** Servers that flows may ask, as in a URL: "crm.example", "crm.example:8443". */
  readonly hosts: Names;
  /** Outcome → the flow that handles it when neither the step nor its flow does. */
  readonly defaults: ReadonlyMap<string, string>;
  /** What is wrong with asking for the time; undefined where the bundle says in which zone. */
  readonly nowComplaint: Complaint | undefined;
  /** Why somebody outside can never be called; undefined when a route allows it, or nobody can say. */
  outsideComplaint(callee: Outsider): Complaint | undefined;
  /** What is wrong with needs, at which character; undefined when nothing is. */
  needsComplaint(needs: string): { readonly offset: number; readonly say: string } | undefined;
};

/** Somebody whom only a route lets be called: a number, or a SIP address. */
export type Outsider = Exclude<Callee, { readonly kind: 'operators' }>;

/** A queue that a step uses, with what the step adds in each language; `paths` are those of its parameters. */
export type QueueUse = {
  readonly queue: string;
  readonly asks: readonly QueueAsk[];
  /** Whether the needs hold in every stage. */
  readonly keepsNeeds: boolean;
  readonly paths: Readonly<Record<'name' | 'must', Path>>;
};

/** What a step adds to the queue's own demand; an empty text adds nothing. */
export type QueueAsk = { readonly must: string; readonly needs: string };

/** A variable that a step reads. */
export type VariableRead = { readonly name: string; readonly path: Path };

/** Stands for an expression that is wrong: the flow that holds it never runs. */
const NOTHING: Expression = {
  text: '',
  type: 'string',
  reads: new Set(),
  evaluate: () => ({ ok: false, say: 'the expression is wrong' }),
};

/** What would become of a secret in a text, and where it may stand instead. */
export type Leak = { readonly fate: string; readonly hint: string };

const SPOKEN: Leak = {
  fate: 'spoken, copied or noted',
  hint: 'a secret can only be compared, in `branch`',
};

/** Checks the names and expressions of one step. Paths are relative to the step's parameters. */
export class StepCheck {
  readonly world: FlowWorld;
  /** Of the flow. */
  readonly languages: readonly string[];
  readonly stepName: string;
  /** What the flow may give back to who calls it. */
  readonly outputs: FlowSignature['outputs'];
  readonly reads: VariableRead[] = [];
  readonly queueUses: QueueUse[] = [];
  /** The flow that the step calls, and the exit by which it returns. */
  calls: string | null = null;
  returns: string | null = null;
  readonly sayings: Saying[] = [];
  readonly #scope: Scope;
  readonly #secrets: ReadonlySet<string>;
  readonly #problems: Problems;
  readonly #pathOf: (path: Path) => Path;

  constructor(of: {
    readonly world: FlowWorld;
    readonly languages: readonly string[];
    readonly stepName: string;
    readonly outputs: FlowSignature['outputs'];
    readonly scope: Scope;
    readonly secrets: ReadonlySet<string>;
    readonly problems: Problems;
    readonly pathOf: (path: Path) => Path;
  }) {
    this.world = of.world;
    this.languages = of.languages;
    this.stepName = of.stepName;
    this.outputs = of.outputs;
    this.#scope = of.scope;
    this.#secrets = of.secrets;
    this.#problems = of.problems;
    this.#pathOf = of.pathOf;
  }

  wrong(path: Path, complaint: Complaint, on: 'key' | 'value' = 'value'): void {
    this.#problems.add(this.#pathOf(path), complaint, on);
  }

  /** Every prompt exists and has words in each of the languages. */
  prompts(names: readonly string[], path: Path, languages: readonly string[] = this.languages): void {
    for (const [index, name] of names.entries()) {
      const complaint = promptComplaint(name, this.world.prompts, languages);
      if (complaint !== undefined) this.wrong(names.length > 1 ? [...path, index] : path, complaint);
    }
  }

  language(code: string, path: Path): void {
    if (this.languages.includes(code)) return;
    this.wrong(path, unknownName('UNKNOWN_LANGUAGE', 'language', code, this.languages));
  }

  /** The queue exists; whether anybody can serve what the step adds is checked when all files have been read. */
  queue(name: string, asks: readonly QueueAsk[], keepsNeeds: boolean): void {
    const paths = { name: this.#pathOf(['name']), must: this.#pathOf(['must']) };
    if (this.queueName(name, ['name'])) this.queueUses.push({ queue: name, asks, keepsNeeds, paths });
  }

  /** The queue exists; true when it does. */
  queueName(name: string, path: Path): boolean {
    return this.#exists(name, this.world.queues, path, ['UNKNOWN_QUEUE', 'queue']);
  }

  schedule(name: string, path: Path): void {
    this.#exists(name, this.world.schedules, path, ['UNKNOWN_SCHEDULE', 'schedule']);
  }

  /** A route lets them be called. */
  outside(callee: Outsider, path: Path): void {
    const complaint = this.world.outsideComplaint(callee);
    if (complaint !== undefined) this.wrong(path, complaint);
  }

  operator(name: string, path: Path): void {
    this.#exists(name, this.world.operators, path, ['UNKNOWN_OPERATOR', 'operator']);
  }

  reason(name: string, path: Path): void {
    this.#exists(name, this.world.reasons, path, ['UNKNOWN_REASON', 'contact reason']);
  }

  /** The questions of a survey; none when it does not exist. */
  survey(name: string, path: Path): readonly SurveyQuestion[] {
    this.#exists(name, this.world.surveys, path, ['UNKNOWN_SURVEY', 'survey']);
    return this.world.surveys.get(name) ?? [];
  }

  #exists(
    name: string,
    names: Names,
    path: Path,
    [code, what]: readonly [code: Complaint['code'], what: string],
  ): boolean {
    if (names.has(name)) return true;
    this.wrong(path, unknownName(code, what, name, names.keys()));
    return false;
  }

  /** Checks needs; where they are wrong, `path` is the place of the text in which they are written. */
  needs(text: string, path: Path): void {
    const wrong = this.world.needsComplaint(text);
    if (wrong === undefined) return;
    const hint = 'write needs such as: ru >= 3 && (billing >= 2 || sales >= 1)';
    this.#problems.addAt(this.#pathOf(path), wrong.offset, { code: 'BAD_NEEDS', say: wrong.say, hint });
  }

  /**
   * An expression whose value has one of the wanted types. `secretsToo`: its value goes nowhere, so it may
   * look at secrets. `known`: variables that this very step has just set.
   */
  expression(
    text: string,
    path: Path,
    wanted: readonly ValueType[],
    { secretsToo = false, known = [] }: { secretsToo?: boolean; known?: readonly string[] } = {},
  ): Expression {
    const parsed = this.#scope.parse(text);
    if (!parsed.ok) {
      this.#problems.addAt(this.#pathOf(path), parsed.offset, parsed.complaint);
      return NOTHING;
    }
    this.#noteReads(parsed.expression, path, secretsToo, known);
    return this.fits(parsed.expression.type, wanted, path) ? parsed.expression : NOTHING;
  }

  /** Whether the type is one of the wanted; if not, that is a mistake. */
  fits(type: ValueType, wanted: readonly ValueType[], path: Path): boolean {
    if (wanted.includes(type)) return true;
    const words = wanted.map((one) => TYPE_WORDS[one]).join(' or ');
    const say = `the value is ${TYPE_WORDS[type]}, wanted is ${words}`;
    this.wrong(path, {
      code: 'EXPRESSION_TYPE',
      say,
      hint: 'int(x), double(x) and string(x) convert; == and < compare',
    });
    return false;
  }

  /**
   * A text with `{{ }}` in it, to be spoken; or to be written elsewhere, where `leak` says what would become of a
   * secret. `secretsToo`: it may hold secrets.
   */
  template(
    text: string,
    path: Path,
    { secretsToo = false, leak = SPOKEN }: { secretsToo?: boolean; leak?: Leak } = {},
  ): Template {
    const parsed = parseTemplate(text, (expression) => this.#scope.parse(expression));
    if (!parsed.ok) {
      this.#problems.addAt(this.#pathOf(path), parsed.offset, parsed.complaint);
      return [];
    }
    for (const part of parsed.template)
      if (typeof part !== 'string') this.#noteReads(part, path, secretsToo, [], leak);
    return parsed.template;
  }

  #noteReads(
    expression: Expression,
    path: Path,
    secretsToo: boolean,
    known: readonly string[],
    { fate, hint }: Leak = SPOKEN,
  ): void {
    const { nowComplaint } = this.world;
    if (nowComplaint !== undefined && expression.reads.has('now')) this.wrong(path, nowComplaint);
    for (const name of expression.reads) {
      if (this.#scope.types.has(name) && !known.includes(name))
        this.reads.push({ name, path: this.#pathOf(path) });
      if (secretsToo || !this.#secrets.has(name)) continue;
      const say = `"${name}" is secret and would be ${fate} here`;
      this.wrong(path, { code: 'SECRET_LEAK', say, hint });
    }
  }
}
