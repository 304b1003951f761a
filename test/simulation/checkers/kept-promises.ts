import { type Callback, foldCallback, isCallbackEntry } from '../../../src/callbacks/index.ts';
import type { Entry } from '../../../src/journal/index.ts';
import type { Command, Event } from '../../../src/switchboard/index.ts';
import type { Book } from './book.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** The age of a place is written in whole milliseconds. */
const SLACK_MS = 1;

/**
 * Promises to call back (I4): one for a number and a queue, one call of ours at a time, no more attempts than promised,
 * each on the disk before the phone rings, one talk at most, one end, and nothing after it. What is open is on the board,
 * and who is called back, or calls in before, stands in the line where the promise stood.
 */
export class KeptPromises implements Checker {
  readonly name = 'kept promises';
  readonly #promises = new Map<string, Callback>();
  /** Calls of ours → the promise. */
  readonly #tries = new Map<string, string>();
  readonly #secured = new Set<string>();
  readonly #talked = new Set<string>();
  /** Promise → the calls of ours in which the customer was called. */
  readonly #attempts = new Map<string, Set<string>>();
  /** Promise → when its place in the line began (monotonic); unknown after a restart, when wall time counts. */
  readonly #agedMs = new Map<string, number>();
  /** Call → the promise whose place it has. */
  readonly #places = new Map<string, string>();
  /** Calls that operators make themselves. */
  readonly #ownCalls = new Set<string>();
  /** The process that lives has read the promises of before. */
  #isRestored = true;

  begin(event: Event | null): void {
    if (event?.kind === 'callbacksRestored') this.#isRestored = true;
    if (event?.kind === 'secured' && event.ok) this.#secured.add(event.key);
  }

  command(command: Command): void {
    if (command.kind !== 'ringOut' || this.#ownCalls.has(command.callId)) return;
    const promise = this.#promiseOf(command.callId);
    this.#must(promise?.outcome === null, `${command.callId} calls nobody for a promise that is over`);
    this.#must(promise?.trying?.isDialled === true, `the attempt of ${command.callId} is written down`);
    this.#must(this.#secured.has(command.callId), `the attempt of ${command.callId} is on the disk`);
  }

  entry(entry: Entry, book: Book, monoMs: number): void {
    if (entry.kind === 'ownCallBegan') this.#ownCalls.add(entry.callId);
    if (entry.kind === 'talkBegan') this.#talks(entry.callId);
    if (entry.kind === 'placeChanged' || entry.kind === 'queueLeft') this.#places.delete(entry.callId);
    if (entry.kind === 'queueEntered') this.#checkAge(entry, monoMs);
    if (!isCallbackEntry(entry)) return;
    const before = this.#promises.get(entry.callbackId);
    if (entry.kind === 'callbackBooked') this.#booked(entry, before, monoMs);
    else this.#must(before?.outcome === null, `${entry.kind} is told of an open promise`);
    if (entry.kind === 'callbackTried') {
      this.#must(before?.trying == null, `${entry.callbackId} has one call of ours at a time`);
      this.#must(book.calls.has(entry.callId), `${entry.callId} has begun`);
      this.#tries.set(entry.callId, entry.callbackId);
      this.#places.set(entry.callId, entry.callbackId);
    }
    if (entry.kind === 'callbackDialled') this.#dialled(entry);
    if (entry.kind === 'callbackEnded' && entry.outcome === 'merged')
      this.#places.set(entry.by ?? '', entry.callbackId);
    const after = foldCallback(before, entry);
    if (after !== undefined) this.#promises.set(entry.callbackId, after);
  }

  end({ board, monoMs }: Turn, book: Book): void {
    for (const callId of this.#places.keys()) if (!book.calls.has(callId)) this.#places.delete(callId);
    for (const { callId, ageMs, class: level } of board.queues.flatMap(({ waiting }) => waiting))
      this.#checkPlace(callId, monoMs - ageMs, level);
    if (!this.#isRestored) return;
    for (const { id, callbacksCount } of board.queues) {
      const open = this.open().filter(({ queue }) => queue === id).length;
      this.#must(callbacksCount === open, `${id} has ${open} open promises, and shows ${callbacksCount}`);
    }
  }

  /** Promises as they stand in the journal, oldest first. */
  open(): readonly Callback[] {
    return [...this.#promises.values()].filter(({ outcome }) => outcome === null);
  }

  atTheEnd(): void {
    for (const { callbackId, trying } of this.open())
      this.#must(trying === null, `nobody is called any more for ${callbackId}`);
  }

  processDied(): void {
    this.#isRestored = false;
    this.#agedMs.clear();
    this.#places.clear();
  }

  #booked(
    entry: Extract<Entry, { kind: 'callbackBooked' }>,
    before: Callback | undefined,
    monoMs: number,
  ): void {
    this.#must(before === undefined, `the id ${entry.callbackId} is given once`);
    const same = this.open().filter(({ number, queue }) => number === entry.number && queue === entry.queue);
    this.#must(same.length === 0, `${entry.number} is promised once by ${entry.queue}`);
    this.#agedMs.set(entry.callbackId, monoMs - Math.max(0, entry.atMs - entry.place.enteredMs));
  }

  #dialled({ callbackId, callId }: Extract<Entry, { kind: 'callbackDialled' }>): void {
    const calls = this.#attempts.get(callbackId) ?? new Set();
    this.#attempts.set(callbackId, calls.add(callId));
    const most = this.#promises.get(callbackId)?.attemptsMax ?? 0;
    this.#must(calls.size <= most, `${callbackId} is tried ${most} times, and not ${calls.size}`);
  }

  /** What the journal says of the age of a place that was kept. */
  #checkAge({ callId, keptForMs = 0 }: Extract<Entry, { kind: 'queueEntered' }>, monoMs: number): void {
    const agedMs = this.#agedMs.get(this.#places.get(callId) ?? '');
    if (agedMs === undefined) return;
    const isKept = Math.abs(monoMs - keptForMs - agedMs) <= SLACK_MS;
    this.#must(isKept, `${callId} has waited for ${monoMs - agedMs} ms, ${keptForMs} were written`);
  }

  /** Where the call stands, as the router has it. */
  #checkPlace(callId: string, enteredMs: number, level: number): void {
    const callbackId = this.#places.get(callId) ?? '';
    const agedMs = this.#agedMs.get(callbackId);
    if (agedMs === undefined) return;
    const isKept = Math.abs(enteredMs - agedMs) <= SLACK_MS;
    this.#must(isKept, `${callId} stands since ${agedMs} ms, and not since ${enteredMs}`);
    // A stage of the queue may have made it better.
    const promised = this.#promises.get(callbackId)?.place.class ?? 0;
    this.#must(level <= promised, `${callId} is of class ${promised}, and not ${level}`);
  }

  /** Two hear each other for a promise: it is kept by that, and nobody is called for it again. */
  #talks(callId: string): void {
    const callbackId = this.#tries.get(callId);
    if (callbackId === undefined) return;
    const isAgain = this.#talked.has(callbackId) && this.#promises.get(callbackId)?.trying?.callId === callId;
    this.#must(!isAgain, `${callbackId} is kept once`);
    this.#talked.add(callbackId);
  }

  #promiseOf(callId: string): Callback | undefined {
    return this.#promises.get(this.#tries.get(callId) ?? '');
  }

  #must(condition: boolean, what: string): void {
    must(condition, this.name, () => `does not hold: ${what}`);
  }
}
