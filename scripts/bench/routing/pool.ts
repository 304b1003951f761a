/** Small whole numbers, of which any can be taken out and one be picked by chance, without garbage. */
export class Pool {
  readonly #items: Int32Array;
  /** Where each number stands that is in. */
  readonly #places: Int32Array;
  #size = 0;

  constructor(max: number) {
    this.#items = new Int32Array(max);
    this.#places = new Int32Array(max);
  }

  get size(): number {
    return this.#size;
  }

  /** The one at the end, which costs least to take out. */
  get last(): number {
    return this.at(this.#size - 1);
  }

  at(place: number): number {
    return this.#items[place]!;
  }

  add(item: number): void {
    this.#items[this.#size] = item;
    this.#places[item] = this.#size;
    this.#size += 1;
  }

  remove(item: number): void {
    this.#size -= 1;
    const last = this.#items[this.#size]!;
    const place = this.#places[item]!;
    this.#items[place] = last;
    this.#places[last] = place;
  }
}
