/**
 * What is due when: a binary heap of small integers by time, in which any of them can be moved or taken
 * out.
 */
export class Schedule {
  #heap = new Int32Array(64);
  /** Item → place in the heap, −1: not in it; item → time. */
  #placeOf = new Int32Array(64).fill(-1);
  #atMs = new Float64Array(64);
  #size = 0;
  /**
   * The earliest time, `Infinity`: nothing is due ever; and its item, −1: none. Every event asks for them, so
   * they lie ready.
   */
  firstMs = Number.POSITIVE_INFINITY;
  first = -1;

  /** Plans the item for this time, or replans it; `Infinity`: never. */
  put(item: number, atMs: number): void {
    if (item >= this.#placeOf.length) this.#grow(item);
    let place = this.#placeOf[item]!;
    if (atMs === Number.POSITIVE_INFINITY) {
      if (place >= 0) this.#takeOut(item, place);
      return;
    }
    if (place >= 0 && this.#atMs[item] === atMs) return;
    this.#atMs[item] = atMs;
    if (place < 0) {
      place = this.#size;
      this.#size += 1;
    }
    this.#settle(item, place);
    this.#refreshFirst();
  }

  drop(item: number): void {
    if (item < this.#placeOf.length && this.#placeOf[item]! >= 0) this.#takeOut(item, this.#placeOf[item]!);
  }

  #takeOut(item: number, place: number): void {
    this.#placeOf[item] = -1;
    this.#size -= 1;
    if (place < this.#size) this.#settle(this.#heap[this.#size]!, place);
    this.#refreshFirst();
  }

  #refreshFirst(): void {
    this.first = this.#size === 0 ? -1 : this.#heap[0]!;
    this.firstMs = this.#size === 0 ? Number.POSITIVE_INFINITY : this.#atMs[this.first]!;
  }

  /** Finds the item's own place, beginning at a free one. */
  #settle(item: number, from: number): void {
    const atMs = this.#atMs;
    const heap = this.#heap;
    const time = atMs[item]!;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (atMs[heap[above]!]! <= time) break;
      this.#set(place, heap[above]!);
      place = above;
    }
    for (let below = 2 * place + 1; below < this.#size; below = 2 * place + 1) {
      if (below + 1 < this.#size && atMs[heap[below + 1]!]! < atMs[heap[below]!]!) below += 1;
      if (atMs[heap[below]!]! >= time) break;
      this.#set(place, heap[below]!);
      place = below;
    }
    this.#set(place, item);
  }

  #set(place: number, item: number): void {
    this.#heap[place] = item;
    this.#placeOf[item] = place;
  }

  #grow(item: number): void {
    let size = this.#placeOf.length;
    while (size <= item) size *= 2;
    const { length } = this.#placeOf;
    this.#heap = copied(new Int32Array(size), this.#heap);
    this.#placeOf = copied(new Int32Array(size).fill(-1, length), this.#placeOf);
    this.#atMs = copied(new Float64Array(size), this.#atMs);
  }
}

function copied<T extends Int32Array | Float64Array>(into: T, from: T): T {
  into.set(from);
  return into;
}
