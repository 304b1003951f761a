/** Gives names small integers, which are used again after they were given back. */
export class Slots {
  readonly max: number;
  readonly #slotOf = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #unused: number[] = [];

  constructor(max: number) {
    this.max = max;
  }

  get size(): number {
    return this.#slotOf.size;
  }

  /** −1: not known. */
  find(name: string): number {
    return this.#slotOf.get(name) ?? -1;
  }

  nameOf(slot: number): string {
    return this.#names[slot]!;
  }

  /** The name's own slot, or a new one; −1: the table is full. */
  take(name: string): number {
    const known = this.#slotOf.get(name);
    if (known !== undefined) return known;
    if (this.#slotOf.size >= this.max) return -1;
    const slot = this.#unused.pop() ?? this.#names.length;
    this.#names[slot] = name;
    this.#slotOf.set(name, slot);
    return slot;
  }

  release(slot: number): void {
    this.#slotOf.delete(this.#names[slot]!);
    this.#names[slot] = '';
    this.#unused.push(slot);
  }

  /** Those in use. */
  all(): Iterable<number> {
    return this.#slotOf.values();
  }

  /**
   * Whether all of these names can be held; if not at once, then after those that nobody uses were given
   * back. Nothing is taken yet: a refusal leaves no trace.
   */
  hasRoomFor(names: Iterable<string>, sweep: () => void): boolean {
    const wanted = new Set(names);
    const missing = (): number => [...wanted].filter((name) => !this.#slotOf.has(name)).length;
    if (missing() + this.size <= this.max) return true;
    sweep();
    return missing() + this.size <= this.max;
  }
}
