import type { KnownDemand } from './demands.ts';
import { Stack } from './stack.ts';

/** Nobody, and more than one, where one operator is meant. */
export const NOBODY = -1;
const SEVERAL = -2;

/** What has happened since the last decision, as far as it can bring a caller and an operator together. */
export class Changes {
  /** Something else than operators becoming free. */
  changed = false;
  /** The one operator who became free; `NOBODY`, `SEVERAL`. */
  freedAlone: number = NOBODY;
  /** Operators who may see callers whom they could not serve before. */
  readonly operators = new Stack();
  /** Lines of whose callers somebody may be seen anew. */
  readonly lines = new Stack();
  /** Demands that skip stages without staff, of which somebody may have lost the last operator. */
  readonly unstaffed: KnownDemand[] = [];
  #isListed = new Uint8Array(256);

  becameFree(operator: number): void {
    this.operators.push(operator);
    if (this.freedAlone === NOBODY) this.freedAlone = operator;
    else if (this.freedAlone !== operator) this.freedAlone = SEVERAL;
  }

  seesMore(operator: number): void {
    this.operators.push(operator);
    this.changed = true;
  }

  inLine(line: number): void {
    this.changed = true;
    if (line >= this.#isListed.length) this.#grow(line);
    if (this.#isListed[line] === 1) return;
    this.#isListed[line] = 1;
    this.lines.push(line);
  }

  /** The next line that was listed; −1: none. */
  popLine(): number {
    const line = this.lines.pop();
    if (line >= 0) this.#isListed[line] = 0;
    return line;
  }

  doubtStaff(demand: KnownDemand): void {
    if (demand.rules.skipUnstaffed && !this.unstaffed.includes(demand)) this.unstaffed.push(demand);
  }

  /** All has been decided. */
  settle(): void {
    this.changed = false;
    this.freedAlone = NOBODY;
  }

  #grow(line: number): void {
    const larger = new Uint8Array(Math.max(2 * this.#isListed.length, line + 1));
    larger.set(this.#isListed);
    this.#isListed = larger;
  }
}
