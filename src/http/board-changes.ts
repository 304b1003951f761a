import type { Board, BoardCall, BoardOperator, BoardQueue } from '../switchboard/index.ts';

/** What is new on the board since the last time, and the ids of what is gone from it. */
export type BoardChange = {
  readonly atMs: number;
  readonly queues: readonly BoardQueue[];
  readonly operators: readonly BoardOperator[];
  readonly calls: readonly BoardCall[];
  readonly gone: {
    readonly queues: readonly string[];
    readonly operators: readonly string[];
    readonly calls: readonly string[];
  };
};

/**
 * Remembers the board as the watchers know it. Ages grow by themselves and are no change: a watcher adds the
 * time since `atMs` to them.
 */
export class BoardMemory {
  #board: Board = { atMs: 0, queues: [], operators: [], calls: [] };
  readonly #queues = new RowMemory<BoardQueue>(({ id }) => id);
  readonly #operators = new RowMemory<BoardOperator>(({ id }) => id);
  readonly #calls = new RowMemory<BoardCall>(({ callId }) => callId);

  /** The board that was shown last. */
  get board(): Board {
    return this.#board;
  }

  /** Undefined when nothing but the time is different. */
  show(board: Board): BoardChange | undefined {
    this.#board = board;
    const queues = this.#queues.show(board.queues);
    const operators = this.#operators.show(board.operators);
    const calls = this.#calls.show(board.calls);
    const sections = [queues, operators, calls];
    if (sections.every(({ changed, gone }) => changed.length === 0 && gone.length === 0)) return undefined;
    return {
      atMs: board.atMs,
      queues: queues.changed,
      operators: operators.changed,
      calls: calls.changed,
      gone: { queues: queues.gone, operators: operators.gone, calls: calls.gone },
    };
  }
}

class RowMemory<Row> {
  readonly #idOf: (row: Row) => string;
  #known = new Map<string, string>();

  constructor(idOf: (row: Row) => string) {
    this.#idOf = idOf;
  }

  show(rows: readonly Row[]): { readonly changed: readonly Row[]; readonly gone: readonly string[] } {
    const before = this.#known;
    this.#known = new Map(rows.map((row) => [this.#idOf(row), JSON.stringify(row, withoutAges)]));
    const changed = rows.filter((row) => before.get(this.#idOf(row)) !== this.#known.get(this.#idOf(row)));
    const gone = [...before.keys()].filter((id) => !this.#known.has(id));
    return { changed, gone };
  }
}

function withoutAges(key: string, value: unknown): unknown {
  return key === 'ageMs' ? undefined : value;
}
