import type { BoardCall, BoardOperator } from '../../../src/switchboard/index.ts';
import type { Book } from './book.ts';
import type { BookCall } from './book-types.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** The journal, folded, gives the live board: calls and their phases, who waits where, what operators do. */
export class LikeTheBoard implements Checker {
  readonly name = 'journal gives the board';

  end({ board }: Turn, book: Book): void {
    const isOwn = ({ direction }: BoardCall): boolean => direction !== 'incoming';
    const idsOf = (calls: readonly BoardCall[]) => sorted(calls.map(({ callId }) => callId));
    const [own, calls] = [board.calls.filter(isOwn), board.calls.filter((call) => !isOwn(call))];
    this.#same('the calls', idsOf(calls), sorted(book.calls.keys()));
    this.#same('calls of operators', idsOf(own), sorted(book.ownCalls.keys()));
    for (const call of calls) this.#checkCall(call, book.calls.get(call.callId)!);
    for (const operator of board.operators) this.#checkOperator(operator, book);
    for (const { id, waiting } of board.queues) {
      const inBook = [...book.calls.values()].filter(({ visit }) => visit?.queue === id);
      this.#same(
        `who is in ${id}`,
        sorted(waiting.map(({ callId }) => callId)),
        sorted(inBook.map((call) => call.callId)),
      );
      for (const { callId, ringing } of waiting)
        this.#same(
          `whose phones ring for ${callId}`,
          sorted(ringing),
          sorted(withCall(book.calls.get(callId)!)),
        );
    }
  }

  #checkCall(shown: BoardCall, call: BookCall): void {
    this.#same(`the phase of ${call.callId}`, [shown.phase], [phaseOf(call)]);
    this.#same(`the queue of ${call.callId}`, [shown.queue ?? '-'], [call.visit?.queue ?? '-']);
    const [operator = '-'] = withCall(call);
    this.#same(`the operator of ${call.callId}`, [shown.operator ?? '-'], [operator]);
  }

  #checkOperator({ id, presence, reason, unit }: BoardOperator, book: Book): void {
    const told = book.operators.get(id)!;
    this.#same(`the presence of ${id}`, [presence, reason ?? '-'], [told.presence, told.reason ?? '-']);
    this.#same(`what ${id} does`, [unit], [told.unit]);
  }

  #same(what: string, onBoard: readonly string[], inJournal: readonly string[]): void {
    const isSame = onBoard.length === inJournal.length && onBoard.every((word, at) => word === inJournal[at]);
    must(
      isSame,
      this.name,
      () => `${what}: on the board ${onBoard.join(' ')}; in the journal ${inJournal.join(' ')}`,
    );
  }
}

/** Whose phones ring for the call, or who picked up. */
const withCall = ({ offers, picked }: BookCall): readonly string[] =>
  picked === null ? [...offers.values()].map(({ operator }) => operator) : [picked.operator];

function phaseOf(call: BookCall): BoardCall['phase'] {
  if (call.offers.size > 0) return 'offered';
  if (call.picked !== null || call.consulted !== null) return 'talking';
  if (call.visit !== null) return 'waiting';
  if (call.isAfterTalk) return 'afterTalk';
  return call.hasStep ? 'inFlow' : 'arrived';
}

const sorted = (words: Iterable<string>): readonly string[] => [...words].sort();
