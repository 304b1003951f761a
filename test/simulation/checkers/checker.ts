import type { Entry } from '../../../src/journal/index.ts';
import type { Board, Command, Event } from '../../../src/switchboard/index.ts';
import type { Book } from './book.ts';

/** A rule does not hold. `checker` names the rule. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly checker: string;

  constructor(checker: string, what: string) {
    super(what);
    this.checker = checker;
  }
}

/** One event, or what time made due, handled to its end. `board` is the picture after it. */
export type Turn = {
  readonly monoMs: number;
  readonly board: Board;
};

/**
 * Watches one rule. For each turn: `begin`, then each command and entry in order (an entry before the book takes it,
 * so that the book is as the switchboard was when it decided), then `end` with the book as it is after the turn.
 */
export interface Checker {
  readonly name: string;
  /** `event` is null when time alone made something due. */
  begin?(event: Event | null, monoMs: number): void;
  command?(command: Command, monoMs: number): void;
  entry?(entry: Entry, book: Book, monoMs: number): void;
  end?(turn: Turn, book: Book): void;
  /** A process begins, with the plan as it is now. */
  processBegins?(): void;
  /** Weather off, everybody gone, a long time later. */
  atTheEnd?(book: Book): void;
  /** The process was killed: what it knew is gone, what it wrote is not. */
  processDied?(): void;
}

/** Throws unless the condition holds. */
export function must(condition: boolean, checker: string, what: () => string): asserts condition {
  if (!condition) throw new Violation(checker, what());
}

/** The (wall) times of all that the exchange's own diary tells there. */
export const momentsIn = ({ ends, joins }: Extract<Event, { kind: 'diaryRead' }>): readonly number[] => [
  ...ends.map(({ atMs }) => atMs),
  ...joins.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]),
];
