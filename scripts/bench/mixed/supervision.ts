import { type Prng, prngFrom } from '../../../src/base/index.ts';
import type { Board } from '../../../src/switchboard/index.ts';
import type { HotlineApi } from '../../../test/kit/hotline-api.ts';
import type { Deed, Person } from './people.ts';

const LOOK_EVERY_MS = 200;
const BREAK_MS = 1_500;
const HOLD_MS = 500;
/** Long enough for the other phone to be answered, not always. */
const WORD_MS = 900;
/** Somebody takes a break in one of so many looks. */
const LOOKS_PER_BREAK = 25;
/** Answers that somebody was quicker; with any other the run is not what it says. */
const TOO_LATE = /: (404|409) /;

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

/** Whoever sits at the operators' pages: takes breaks, comes back from missed calls, and does the deeds in talks. */
export class Supervision {
  /** What the API refused that it ought not to have refused: sentences. */
  readonly faults: string[] = [];
  readonly done = new Map<Deed, number>();
  readonly #api: HotlineApi;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #chance: Prng;
  readonly #seen = new Set<string>();
  readonly #doing = new Set<Promise<void>>();
  #isOver = false;
  #looking: Promise<void> = Promise.resolve();

  private constructor(api: HotlineApi, people: readonly Person[], seed: number) {
    this.#api = api;
    this.#people = new Map(people.map((person) => [person.number, person]));
    this.#chance = prngFrom(seed);
  }

  static begin(api: HotlineApi, people: readonly Person[], seed: number): Supervision {
    const supervision = new Supervision(api, people, seed);
    supervision.#looking = supervision.#look();
    return supervision;
  }

  /** Resolves when nothing is being done any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#looking;
    await Promise.all(this.#doing);
  }

  async #look(): Promise<void> {
    while (!this.#isOver) {
      const board = await this.#api.board();
      for (const { id, presence } of board.operators)
        if (presence === 'missed') this.#begin(this.#comesBack(id));
      if (this.#chance.chance(1, LOOKS_PER_BREAK)) this.#begin(this.#takesBreak(board));
      for (const call of board.calls)
        if (call.phase === 'talking') this.#mayDo(call.callId, call.caller, board);
      await passes(LOOK_EVERY_MS);
    }
  }

  #begin(doing: Promise<void>): void {
    const owned = doing
      .catch((err: unknown) => {
        if (!TOO_LATE.test(String(err))) this.faults.push(`the API: ${String(err)}`);
      })
      .finally(() => this.#doing.delete(owned));
    this.#doing.add(owned);
  }

  async #comesBack(operator: string): Promise<void> {
    if (this.#seen.has(operator)) return;
    this.#seen.add(operator);
    await passes(BREAK_MS);
    await this.#api.setState(operator, 'ready').finally(() => this.#seen.delete(operator));
  }

  async #takesBreak(board: Board): Promise<void> {
    const there = board.operators.filter(({ presence }) => presence === 'ready');
    if (there.length === 0) return;
    const { id } = this.#chance.pick(there);
    await this.#api.setState(id, 'paused');
    await passes(BREAK_MS);
    await this.#api.setState(id, 'ready');
  }

  #mayDo(callId: string, caller: string, board: Board): void {
    const person = this.#people.get(caller);
    if (person === undefined || person.deed === null || this.#seen.has(callId)) return;
    this.#seen.add(callId);
    const free = board.operators.filter(
      ({ presence, unit, phone }) => presence === 'ready' && unit === 'free' && phone === 'reachable',
    );
    const other = free.length === 0 ? undefined : this.#chance.pick(free).id;
    this.#begin(this.#does(callId, person.deed, person.deedAfterMs, other));
  }

  async #does(callId: string, deed: Deed, afterMs: number, operator: string | undefined): Promise<void> {
    await passes(afterMs);
    const asks = (what: string, body?: object): Promise<void> => this.#api.withTalk(callId, what, body);
    if (deed === 'hold') {
      await asks('hold');
      await passes(HOLD_MS);
      await asks('resume');
    } else if (deed === 'toQueue') {
      await asks('transfer', { queue: this.#chance.pick(['support', 'billing']) });
    } else if (operator === undefined) {
      return;
    } else if (deed === 'toOperator') {
      await asks('transfer', { operator });
    } else {
      await asks('consult', { operator });
      await passes(WORD_MS);
      await asks(AFTER_A_WORD[deed]);
    }
    this.done.set(deed, (this.done.get(deed) ?? 0) + 1);
  }
}

const AFTER_A_WORD = {
  consultAndBack: 'consult/end',
  handOver: 'consult/hand-over',
  conference: 'consult/conference',
} as const satisfies Partial<Record<Deed, string>>;
