import type { Command, Event, TimerKey } from '../../../src/switchboard/index.ts';
import type { Book } from './book.ts';
import { type Checker, must, type Turn } from './checker.ts';

type Running = { readonly generation: number; readonly dueMs: number };

/**
 * Timers of calls that have ended stop; a firing that was stopped or replaced changes nothing; a wrap-up lasts until its
 * own timer, or until the operator ends it. A promise to call back may be open at the end, and is looked at later.
 */
export class RunningTimers implements Checker {
  readonly name = 'timers';
  readonly #running = new Map<string, Running>();
  readonly #operatorIds: ReadonlySet<string>;
  #isStale = false;
  #mayWake = false;
  #firedBefore: Event | null = null;
  #wrappingUp: readonly string[] = [];

  constructor(operatorIds: Iterable<string>) {
    this.#operatorIds = new Set(operatorIds);
  }

  begin(event: Event | null, monoMs: number): void {
    this.#firedBefore = event;
    this.#isStale = false;
    if (event?.kind !== 'timerFired') return;
    const name = nameOf(event.key);
    const running = this.#running.get(name);
    // The router's timer says only that time has passed: it looks for itself at what is due.
    const isRouters = event.key.purpose === 'due';
    this.#isStale = !isRouters && (running?.generation !== event.key.generation || running.dueMs > monoMs);
    this.#mayWake = this.#running
      .entries()
      .some(([key, { dueMs }]) => key.endsWith(' due') && dueMs <= monoMs);
    if (!this.#isStale) this.#running.delete(name);
  }

  command(command: Command, monoMs: number): void {
    const changesNothing = !this.#isStale || this.#mayWake;
    must(
      changesNothing,
      this.name,
      () => `a timer that does not run any more leads to: ${JSON.stringify(command)}`,
    );
    if (command.kind === 'startTimer') {
      const { key, delayMs } = command;
      must(
        delayMs >= 0 && Number.isFinite(delayMs),
        this.name,
        () => `${nameOf(key)} is to fire after ${delayMs} ms`,
      );
      this.#running.set(nameOf(key), { generation: key.generation, dueMs: monoMs + delayMs });
    }
    if (command.kind !== 'stopTimer') return;
    const running = this.#running.get(nameOf(command.key));
    if (running?.generation === command.key.generation) this.#running.delete(nameOf(command.key));
  }

  end({ monoMs }: Turn, book: Book): void {
    for (const [name, { dueMs }] of this.#running) {
      const owner = name.slice(0, name.lastIndexOf(' '));
      must(!book.ended.has(owner), this.name, () => `the timer "${name}" runs on after the end of its call`);
      must(dueMs >= monoMs || !book.calls.has(owner), this.name, () => `the timer "${name}" did not fire`);
    }
    this.#checkWrapUps(book);
  }

  atTheEnd(): void {
    const left = [...this.#running.keys()].filter(
      (name) => !this.#operatorIds.has(name.slice(0, name.lastIndexOf(' '))) && !name.endsWith(' callback'),
    );
    must(left.length === 0, this.name, () => `no timer runs any more: ${left.join(', ')}`);
  }

  processDied(): void {
    this.#running.clear();
    this.#wrappingUp = [];
  }

  #checkWrapUps(book: Book): void {
    const now = [...book.operators].flatMap(([id, { unit }]) => (unit === 'wrapUp' ? [id] : []));
    const event = this.#firedBefore;
    for (const id of this.#wrappingUp) {
      if (now.includes(id) || event === null) continue;
      const isAsked = event.kind === 'operatorAsked' || event.kind === 'phoneCalled';
      const isOver =
        event.kind === 'timerFired' &&
        event.key.owner === id &&
        event.key.purpose === 'wrapUp' &&
        !this.#isStale;
      // The call goes on of which the process before had written, in its last moment, that it was over.
      const goesOn = event.kind === 'exchangeBack' && book.operators.get(id)?.unit !== 'free';
      must(isAsked || isOver || goesOn, this.name, () => `the wrap-up of ${id} ends by ${event.kind}`);
    }
    for (const id of now)
      must(
        this.#running.has(`${id} wrapUp`),
        this.name,
        () => `${id} wraps up, and no timer runs that would end it`,
      );
    this.#wrappingUp = now;
  }
}

const nameOf = ({ owner, purpose }: TimerKey): string => `${owner} ${purpose}`;
