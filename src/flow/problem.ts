/** Where in a file, as the keys and indexes that lead there from its top. */
export type Path = readonly (string | number)[];

/**
 * Every kind of thing that can be wrong in the files of a bundle, with what it means. The code is stable;
 * the sentence that a person reads is made where the problem is found, since only there the names are known.
 */
export const PROBLEMS = {
  YAML_SYNTAX: 'the file is not YAML',
  YAML_DIRECTIVE: 'a line that begins with "%", which would change what the file means',
  YAML_ALIAS: 'an anchor or an alias',
  YAML_TAG: 'a tag such as "!!binary"',
  YAML_BOOLEAN: 'a word that is a boolean in one version of YAML and text in another',
  YAML_DEPTH: 'lists and maps nested too deeply',
  DUPLICATE_KEY: 'the same key twice in one map',
  FILE_TOO_LARGE: 'a file beyond the limit',
  FILE_UNREADABLE: 'a file or folder that cannot be read, or is not text',
  TOO_MANY: 'more entries than the limit',
  MISSING_FILE: 'a file that every bundle needs',
  UNKNOWN_FILE: 'a file that nobody reads',
  UNKNOWN_KEY: 'a key that has no meaning here',
  MISSING_KEY: 'a key that must be there',
  WRONG_TYPE: 'a value of the wrong type',
  WRONG_VALUE: 'a value out of its range or not among the choices',
  UNQUOTED_NUMBER: 'a number without quotes where text is wanted',
  BAD_NAME: 'a name that is not a slug',
  BAD_DURATION: 'a duration that cannot be read',
  BAD_NEEDS: 'needs that cannot be read',
  NAME_MISMATCH: 'a flow whose name differs from the name of its file',
  STEP_NOT_AVAILABLE: 'a step that the exchange cannot do yet: only tests and walks run it',
  NO_KIND: 'a step that does nothing',
  TWO_KINDS: 'a step that does two things',
  UNKNOWN_OUTCOME: 'an outcome that the step does not have',
  UNHANDLED_OUTCOME: 'an outcome without a target',
  MISSING_TARGET: 'a target that is no step',
  UNREACHABLE_STEP: 'a step to which no way leads',
  LOOP_WITHOUT_WAIT: 'steps that go round without ever waiting for the caller',
  NEVER_ENDS: 'a step from which a silent caller never gets to a queue or a hang-up',
  NOT_ANSWERED: 'a step that needs an answered call, reached before the answer',
  ALREADY_ANSWERED: 'a step that turns the call away, reached when it is answered',
  NOBODY_LISTENS: 'a step that needs the caller, reached after the hang-up',
  UNKNOWN_FLOW: 'a flow that does not exist',
  ONLY_SUBFLOW: 'a flow that returns, entered by somebody who does not wait for it',
  NEVER_RETURNS: 'a flow that is called and never returns',
  SUBFLOW_CIRCLE: 'a flow that calls itself, or calls too deeply',
  UNKNOWN_QUEUE: 'a queue that does not exist',
  NO_ROUTE: 'a number or address that no route allows',
  UNKNOWN_OPERATOR: 'an operator who does not exist',
  UNKNOWN_SURVEY: 'a survey that does not exist',
  UNKNOWN_REASON: 'a contact reason that reasons.yaml does not name',
  UNKNOWN_PROMPT: 'a prompt that does not exist',
  MISSING_PROMPT: 'a prompt without words in a language',
  UNKNOWN_LANGUAGE: 'a language that the bundle or the flow does not have',
  MISSING_LANGUAGE: 'a text without words in a language',
  BAD_RECORDING: 'a recorded prompt with a wrong name or form',
  BAD_URL: 'an address that is none, or whose server is not fixed',
  UNKNOWN_HOST: 'a server that the bundle does not name',
  BAD_HEADER: 'a header that a flow cannot set',
  BAD_EXPRESSION: 'an expression that cannot be read, or uses what is not allowed',
  EXPRESSION_TYPE: 'an expression whose types do not fit',
  UNKNOWN_VARIABLE: 'a variable that nothing sets',
  UNSET_VARIABLE: 'a variable that is read before it is set',
  BAD_VARIABLE: 'a variable with a reserved name or two types',
  SECRET_LEAK: 'a secret where it would be spoken, copied or noted',
  QUEUE_UNSERVED: 'a queue, or a demand of a step, that no bound operator can ever serve',
  BAD_STAGE: 'a stage out of order, or one that adds nobody',
  BAD_PATTERN: 'a dialled pattern that cannot be read',
  PATTERN_SHADOWED: 'a dialled pattern that an earlier one always wins over',
  UNKNOWN_SCHEDULE: 'a schedule that does not exist',
  BAD_NUMBER: 'a caller whose number cannot be one',
  MISSING_ZONE: 'the time is asked for, and nothing says in which zone',
  UNKNOWN_ZONE: 'a time zone that does not exist',
  BAD_HOURS: 'a day or a span of time that cannot be read',
  BAD_DATE: 'a date that does not exist',
  PAST_DATES: 'holidays or exceptions that are all past: a warning, it keeps nothing from being used',
  OVERLAPPING_HOURS: 'hours that overlap, or a day that has hours twice',
  DEVICE_CLASH: 'a phone that two operators share, or that is not listed',
  NUMBER_CLASH: 'a number that two operators share, or that one needs and has not',
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** What is wrong with a single value, and what to do about it. */
export type Complaint = { readonly code: ProblemCode; readonly say: string; readonly hint: string };

/**
 * A complaint with its place. `on` tells the key from its value; `offset` counts characters into a text
 * value. A path that leads nowhere (a missing key) means the nearest thing above it.
 */
export type Problem = Complaint & {
  readonly path: Path;
  readonly on: 'key' | 'value';
  readonly offset?: number;
};

/** So many problems of one file are told. */
export const PROBLEMS_MAX = 100;

/** Collects problems of one file. Nothing is thrown: a person wants to see all of them at once. */
export class Problems {
  readonly list: Problem[] = [];

  add(path: Path, complaint: Complaint, on: 'key' | 'value' = 'value'): void {
    this.take([{ path, on, ...complaint }]);
  }

  /** Those of a part of the file. Beyond the limit they are not kept: who made so many has them by one cause. */
  take(problems: readonly Problem[]): void {
    for (const problem of problems) if (!this.isFull) this.list.push(problem);
  }

  /** No more are kept: there is no use in looking for any. */
  get isFull(): boolean {
    return this.list.length >= PROBLEMS_MAX;
  }

  /** As `add`, at a character of a text. */
  addAt(path: Path, offset: number, complaint: Complaint): void {
    this.take([{ path, on: 'value', offset, ...complaint }]);
  }
}
