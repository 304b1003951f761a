/** How a question is answered: yes or no, a mark of 1 (worst) to 5 (best), or words, which count nothing. */
export type ScoreQuestionKind = 'yes_no' | 'scale' | 'text';

/** The best mark of a `scale`; the worst is 1. */
export const SCALE_MAX = 5;

export type ScoreQuestion = {
  readonly name: string;
  readonly kind: ScoreQuestionKind;
  /** Language → the question. */
  readonly title: Readonly<Record<string, string>>;
  /** Against the other questions of its section; 0 for words. */
  readonly weight: number;
  /** A "no" makes the whole score 0. */
  readonly isCritical: boolean;
  /** It may stay open, as where it does not fit the call: then it counts nothing. */
  readonly isOptional: boolean;
};

export type ScoreSection = {
  readonly name: string;
  readonly title: Readonly<Record<string, string>>;
  /** Against the other sections; null: as heavy as its questions together. */
  readonly weight: number | null;
  readonly questions: readonly ScoreQuestion[];
};

/** A form for scoring calls, as scorecards.yaml has it. */
export type Scorecard = {
  readonly name: string;
  /** Of what the file says of it: another one after every change. */
  readonly version: string;
  readonly title: Readonly<Record<string, string>>;
  /** The queues whose calls it is for; null: all calls, also those of no queue. */
  readonly queues: readonly string[] | null;
  readonly sections: readonly ScoreSection[];
};

/** Whether a form is for calls of this queue; null is a call of none. */
export const isFor = ({ queues }: Pick<Scorecard, 'queues'>, queue: string | null): boolean =>
  queues === null || (queue !== null && queues.includes(queue));
