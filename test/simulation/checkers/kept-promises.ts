import { type Callback, foldCallback, isCallbackEntry } from '../../../src/callbacks/index.ts';
import type { Entry } from '../../../src/journal/index.ts';
import type { Command, Event } from '../../../src/switchboard/index.ts';
import type { Book } from './book.ts';
import { type Checker, must, type Turn } from './checker.ts';

/**
 * Promises to call back (I4): one for a number and a queue, one call of ours at a time, no more attempts than promised,
 * each on the disk before the phone rings, one talk at most, one end, and nothing after it. What is open is on the board.
 */
export class KeptPromises implements Checker {
  readonly name = 'kept promises';
  readonly #promises = new Map<string, Callback>();
  /** Calls of ours → the promise. */
  readonly #tries = new Map<string, string>();
  readonly #secured = new Set<string>();
  readonly #talked = new Set<string>();
  /** The process that lives has read the promises of before. */
  #isRestored = true;

  begin(event: Event | null): void {
    if (event?.kind === 'callbacksRestored') this.#isRestored = true;
    if (event?.kind === 'secured' && event.ok) this.#secured.add(event.key);
  }

  command(command: Command): void {
    if (command.kind !== 'ringOut') return;
    const promise = this.#promiseOf(command.callId);
    this.#must(promise?.outcome === null, `${command.callId} calls nobody for a promise that is over`);
    this.#must(promise?.trying?.isDialled === true, `the attempt of ${command.callId} is written down`);
    this.#must(this.#secured.has(command.callId), `the attempt of ${command.callId} is on the disk`);
    const { attemptsCount = 0, attemptsMax = 0 } = promise ?? {};
    this.#must(attemptsCount <= attemptsMax, `${command.callId} is attempt ${attemptsCount} of ${attemptsMax}`);
  }

  entry(entry: Entry, book: Book): void {
    if (entry.kind === 'talkBegan') this.#talks(entry.callId);
    if (!isCallbackEntry(entry)) return;
    const before = this.#promises.get(entry.callbackId);
    if (entry.kind === 'callbackBooked') {
      const same = [...this.#promises.values()].filter(
        (other) => other.outcome === null && other.number === entry.number && other.queue === entry.queue,
      );
      this.#must(same.length === 0, `${entry.number} is promised once by ${entry.queue}`);
    } else this.#must(before?.outcome === null, `${entry.kind} is told of an open promise`);
    if (entry.kind === 'callbackTried') {
      this.#must(before?.trying == null, `${entry.callbackId} has one call of ours at a time`);
      this.#must(book.calls.has(entry.callId), `${entry.callId} has begun`);
      this.#tries.set(entry.callId, entry.callbackId);
    }
    const after = foldCallback(before, entry);
    if (after !== undefined) this.#promises.set(entry.callbackId, after);
  }

  end({ board }: Turn): void {
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
