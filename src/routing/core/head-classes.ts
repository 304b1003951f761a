import { Bits } from './bits.ts';

/**
 * Lines in which somebody is present, apart by the class of their first: who looks for the best class looks into
 * one set after the other, and no line of a later class is looked at. A set is used again for another class once
 * it is empty.
 */
export class HeadClasses {
  /** The classes that occur, the best first, and the lines of each. */
  readonly classes: number[] = [];
  readonly sets: Bits[] = [];
  readonly #unused: Bits[] = [];
  #capacity = 0;

  add(line: number, classNumber: number): void {
    const { classes, sets } = this;
    let at = 0;
    while (at < classes.length && classes[at]! < classNumber) at += 1;
    if (classes[at] !== classNumber) {
      classes.splice(at, 0, classNumber);
      sets.splice(at, 0, this.#unused.pop() ?? new Bits(this.#capacity));
    }
    sets[at]!.add(line);
  }

  drop(line: number, classNumber: number): void {
    const at = this.classes.indexOf(classNumber);
    const members = this.sets[at]!;
    members.drop(line);
    if (members.next(0) >= 0) return;
    this.classes.splice(at, 1);
    this.sets.splice(at, 1);
    this.#unused.push(members);
  }

  /** Makes room for lines below `capacity`. */
  grow(capacity: number): void {
    this.#capacity = capacity;
    for (const members of [...this.sets, ...this.#unused]) members.grow(capacity);
  }
}
