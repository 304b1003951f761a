import type { BoardOperator } from '../../../src/switchboard/index.ts';
import type { Book } from './book.ts';
import { type Checker, must, type Turn } from './checker.ts';

/**
 * A phone rings for one operator at a time; who has signed in somewhere is rung there alone, and stays there while they
 * talk.
 */
export class OwnSeats implements Checker {
  readonly name = 'own seats';
  /** Operator → the call in hand, and where they sit meanwhile. */
  readonly #talks = new Map<string, Pick<BoardOperator, 'callId' | 'desk'>>();

  end({ board }: Turn, book: Book): void {
    const owners = new Map<string, string>();
    for (const operator of board.operators) {
      const { id, desk, phones } = operator;
      for (const phoneId of phones) {
        const other = owners.get(phoneId);
        must(other === undefined, this.name, () => `${phoneId} rings for ${other} and for ${id}`);
        owners.set(phoneId, id);
      }
      const isAlone = desk === null || (phones.length === 1 && phones[0] === desk);
      must(isAlone, this.name, () => `${id} sits at ${desk}, and is rung at ${phones.join(' ')}`);
      const told = book.operators.get(id)?.phone ?? null;
      must(told === desk, this.name, () => `${id} sits at ${desk}, and the journal says at ${told}`);
      this.#checkTalk(operator);
    }
  }

  processDied(): void {
    this.#talks.clear();
  }

  #checkTalk({ id, unit, callId, desk }: BoardOperator): void {
    const before = this.#talks.get(id);
    const isOver = unit !== 'busy' || before?.callId !== callId;
    const isSame = isOver || before.desk === desk;
    must(isSame, this.name, () => `${id} goes from ${before?.desk} to ${desk} in the talk with ${callId}`);
    if (unit === 'busy') this.#talks.set(id, { callId, desk });
    else this.#talks.delete(id);
  }
}
