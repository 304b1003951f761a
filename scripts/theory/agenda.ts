type Item<T> = { readonly atMs: number; readonly number: number; readonly what: T };

/** What happens when, in virtual time: a binary heap. Things of one instant come out in the order they were put in. */
export class Agenda<T> {
  readonly #items: Item<T>[] = [];
  #count = 0;

  put(atMs: number, what: T): void {
    this.#count += 1;
    const item = { atMs, number: this.#count, what };
    let place = this.#items.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(item, this.#items[parent]!)) break;
      this.#items[place] = this.#items[parent]!;
      place = parent;
    }
    this.#items[place] = item;
  }

  /** The moment of the first thing; infinite when there is none. */
  get nextMs(): number {
    return this.#items[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Takes out the first thing; undefined when there is none. */
  take(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (first === undefined || last === undefined) return undefined;
    if (first !== last) this.#sink(last);
    return first.what;
  }

  /** From the root, which is empty, down to the place of this item. */
  #sink(item: Item<T>): void {
    const items = this.#items;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1]!, items[child]!)) child += 1;
      if (!isBefore(items[child]!, item)) break;
      items[place] = items[child]!;
      place = child;
    }
    items[place] = item;
  }
}

const isBefore = <T>(a: Item<T>, b: Item<T>): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);
