import type { Now } from '../../../src/base/index.ts';
import type { Board, Command, Event, Switchboard } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import { Able } from './able.ts';
import { Book } from './book.ts';
import { CallerPasts } from './caller-pasts.ts';
import { type Checker, Violation } from './checker.ts';
import { Door } from './door.ts';
import { Fair } from './fair.ts';
import { HeardWords, type SoundsView } from './heard-words.ts';
import { type ExchangeView, HeldLegs } from './held-legs.ts';
import { KeptPromises } from './kept-promises.ts';
import { KnownLegs } from './known-legs.ts';
import { LikeTheBoard } from './like-the-board.ts';
import { NoSilence, type SilenceView } from './no-silence.ts';
import { NobodyIdle } from './nobody-idle.ts';
import { Once } from './once.ts';
import { OwnSeats } from './own-seats.ts';
import { PeopleFree } from './people-free.ts';
import { RunningTimers } from './running-timers.ts';
import { TrueBranches } from './true-branches.ts';
import { type EndsView, TrueEnds } from './true-ends.ts';
import { TrueReasons } from './true-reasons.ts';
import { WordsToSomebody } from './words-to-somebody.ts';

/** What is looked at beside the switchboard. */
export type Inspected = {
  readonly drawn: DrawnPlan;
  readonly exchange: ExchangeView & SilenceView & SoundsView & EndsView;
  readonly strangers: () => Iterable<string>;
};

/** To be told of each turn, before it is judged. */
type Told = (event: Event | null, out: readonly Command[]) => void;

/** All checkers, after every event. */
export class Inspector {
  readonly book: Book;
  readonly #pasts = new CallerPasts();
  readonly #promises = new KeptPromises();
  readonly #checkers: readonly Checker[];
  eventsCount = 0;

  constructor({ drawn, exchange, strangers }: Inspected) {
    const operatorIds = [...drawn.plan.operators.keys()];
    this.book = new Book(operatorIds, drawn.plan.nodes);
    this.#checkers = [
      new Once(drawn),
      new KnownLegs(),
      new RunningTimers(operatorIds),
      new LikeTheBoard(),
      new Door(drawn),
      new Fair(drawn),
      new Able(drawn),
      new NobodyIdle(drawn, strangers),
      new TrueReasons(drawn),
      new TrueBranches(drawn, this.#pasts),
      new TrueEnds(exchange),
      new HeldLegs(exchange),
      new NoSilence(exchange),
      new HeardWords(exchange),
      new OwnSeats(),
      new PeopleFree(),
      new WordsToSomebody(),
      this.#promises,
    ];
  }

  /** The same switchboard, and every turn of it is inspected. Throws `Violation`. */
  around(switchboard: Switchboard, told: Told): Switchboard {
    for (const checker of this.#checkers) checker.processBegins?.();
    const inspect = (event: Event | null, out: Command[], now: Now, act: () => void): void => {
      const { monoMs } = now;
      for (const checker of this.#checkers) checker.begin?.(event, monoMs);
      if (event !== null) this.book.see(event, now);
      const before = out.length;
      asRule('no rule broken', act);
      const mine = out.slice(before);
      told(event, mine);
      for (const command of mine) this.#take(command, monoMs);
    };
    return {
      ...switchboard,
      handle: (event, out, now) => {
        this.eventsCount += 1;
        inspect(event, out, now, () => switchboard.handle(event, out, now));
        asRule('work conserving', () => switchboard.check(now));
        this.#end(now.monoMs, switchboard.board(now));
      },
      catchUp: (out, now, budget) => {
        let isDone = false;
        inspect(null, out, now, () => {
          isDone = switchboard.catchUp(out, now, budget);
        });
        return isDone;
      },
    };
  }

  atTheEnd(): void {
    for (const checker of this.#checkers) checker.atTheEnd?.(this.book);
  }

  /** What the journal tells of people, as the next process is told of it. */
  restored(): readonly Event[] {
    const presences = this.book.presences();
    return [
      ...presences.map((presence) => ({ kind: 'presenceRestored', ...presence }) as const),
      { kind: 'callersRestored', callers: this.#pasts.all() },
      { kind: 'callbacksRestored', callbacks: this.#promises.open() },
    ];
  }

  openCallbackIds(): readonly string[] {
    return this.#promises.open().map(({ callbackId }) => callbackId);
  }

  processDied(): void {
    this.book.processDied();
    for (const checker of this.#checkers) checker.processDied?.();
  }

  #take(command: Command, monoMs: number): void {
    for (const checker of this.#checkers) checker.command?.(command, monoMs);
    this.book.nodes.isWanted(command);
    if (command.kind !== 'write') return;
    for (const checker of this.#checkers) checker.entry?.(command.entry, this.book, monoMs);
    this.book.take(command.entry, monoMs);
    this.#pasts.take(command.entry);
  }

  #end(monoMs: number, board: Board): void {
    for (const checker of this.#checkers) checker.end?.({ monoMs, board }, this.book);
  }
}

/** A rule of the switchboard's own (`Broken`), or a plain fault in it, is a violation as well. */
function asRule(checker: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new Violation(checker, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}
