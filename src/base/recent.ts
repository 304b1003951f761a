/** What was said of the last so many names; the oldest is forgotten for a new one. */
export class Recent<V> {
  readonly #limit: number;
  readonly #values = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#values.size;
  }

  put(name: string, value: V): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    if (this.#values.size <= this.#limit) return;
    const [oldest] = this.#values.keys();
    this.#values.delete(oldest!);
  }

  get(name: string): V | undefined {
    return this.#values.get(name);
  }

  /** The oldest first. */
  values(): Iterable<V> {
    return this.#values.values();
  }

  /** The oldest first. */
  names(): Iterable<string> {
    return this.#values.keys();
  }

  /** False when nothing was said of it. */
  delete(name: string): boolean {
    return this.#values.delete(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }
}
