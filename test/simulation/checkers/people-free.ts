import type { Board } from '../../../src/switchboard/index.ts';
import type { Book } from './book.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** At the end nobody is stuck: every operator has their hands free, on the board and in the journal. */
export class PeopleFree implements Checker {
  readonly name = 'people free';
  #board: Board | null = null;

  end({ board }: Turn): void {
    this.#board = board;
  }

  atTheEnd(book: Book): void {
    const calls = this.#board?.calls ?? [];
    must(
      calls.length === 0,
      this.name,
      () => `no call is left: ${calls.map(({ callId }) => callId).join(' ')}`,
    );
    for (const { id, unit } of this.#board?.operators ?? [])
      must(unit === 'free', this.name, () => `everybody has gone, and ${id} is ${unit}`);
    for (const [id, { unit }] of book.operators)
      must(unit === 'free', this.name, () => `everybody has gone, and the journal leaves ${id} ${unit}`);
  }
}
