import type { Amounts } from './amounts.ts';
import { type Beside, type Column, columnsOf } from './columns.ts';
import type { Dimension } from './ledger.ts';
import { askedOf, measuresOf } from './measures-of.ts';

/**
 * Writes the figures of lines as JSON. Most sums of most lines are 0: the figures of nothing are written once, and only
 * those are worked out for which a line has something. Figures are finite, and JSON has numbers as JavaScript has them.
 */
export class FiguresText {
  readonly #columns: readonly Column[];
  /** Their figures of nothing, as text one after the other; `starts` says where in it each begins. */
  readonly #blanks: readonly (number | null)[];
  readonly #blankText: string;
  readonly #starts: readonly number[];
  readonly #names: readonly string[];
  /** Of each measure of the report the columns that ask for it, and whether a column asks for more than sums. */
  readonly #askers: readonly (readonly number[])[];
  readonly #always: Uint8Array;
  readonly #hasBeside: boolean;
  readonly #isAsked: Uint8Array;
  /** Of the last line that had one sum only: very often the next one, of an operator who waits, has the same. */
  #last = { only: -1, amount: 0, text: '' };

  constructor(by: Dimension, targetMs: number) {
    this.#columns = columnsOf(by);
    const nothing: Beside = { targetMs, waitingAtStart: 0, waitingAtEnd: 0, all: {} };
    this.#blanks = this.#columns.map(({ of }) => of({}, nothing));
    this.#names = this.#columns.map(({ key }, at) => `${at === 0 ? '' : ','}${JSON.stringify(key)}:`);
    const texts = this.#blanks.map((figure, at) => `${this.#names[at]!}${figure}`);
    this.#blankText = texts.join('');
    this.#starts = [0, ...texts.map((_, at) => texts.slice(0, at + 1).join('').length)];
    const asked = this.#columns.map((column) => askedOf(column, targetMs));
    this.#askers = measuresOf(by).map((measure) =>
      asked.flatMap(({ measures }, at) => (measures.has(measure) ? [at] : [])),
    );
    this.#always = Uint8Array.from(asked, ({ isBeside }) => (isBeside ? 1 : 0));
    this.#hasBeside = asked.some(({ isBeside }) => isBeside);
    this.#isAsked = new Uint8Array(this.#columns.length);
  }

  of(amounts: Amounts, beside: Beside): string {
    const only = this.#mark(amounts);
    if (only === null || this.#hasBeside) return this.#text(amounts, beside);
    const amount = amounts.at(only);
    if (this.#last.only !== only || this.#last.amount !== amount)
      this.#last = { only, amount, text: this.#text(amounts, beside) };
    return this.#last.text;
  }

  #text({ sums }: Amounts, beside: Beside): string {
    let [text, doneCount] = ['{', 0];
    for (let at = 0; at < this.#columns.length; at += 1) {
      if (this.#isAsked[at] === 0) continue;
      const figure = this.#columns[at]!.of(sums, beside);
      if (figure === this.#blanks[at]) continue;
      text += this.#blank(doneCount, at) + this.#names[at]! + figure;
      doneCount = at + 1;
    }
    return `${text}${this.#blank(doneCount, this.#columns.length)}}`;
  }

  /** Notes which columns are asked for; returns where the measure stands that is not 0, when there is only one. */
  #mark(amounts: Amounts): number | null {
    this.#isAsked.set(this.#always);
    let [only, count] = [0, 0];
    for (let at = 0; at < this.#askers.length; at += 1) {
      if (amounts.at(at) === 0) continue;
      [only, count] = [at, count + 1];
      for (const column of this.#askers[at]!) this.#isAsked[column] = 1;
    }
    return count === 1 ? only : null;
  }

  #blank(from: number, to: number): string {
    return this.#blankText.slice(this.#starts[from], this.#starts[to]);
  }
}
