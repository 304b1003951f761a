/** Remembers the last so many names, and forgets the oldest for a new one. */
export class Recent {
  readonly #limit: number;
  readonly #names = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(name: string): void {
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size <= this.#limit) return;
    const [oldest] = this.#names;
    this.#names.delete(oldest!);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }
}
