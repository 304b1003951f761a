/** Since when something is so of each of some legs, without a break. */
export class Lasting {
  readonly #sinceMs = new Map<string, number>();

  /** Of these it is so now, and of no others. Returns since when it has been so of each. */
  see(legIds: Iterable<string>, monoMs: number): ReadonlyMap<string, number> {
    const now = new Set(legIds);
    for (const legId of this.#sinceMs.keys()) if (!now.has(legId)) this.#sinceMs.delete(legId);
    for (const legId of now) if (!this.#sinceMs.has(legId)) this.#sinceMs.set(legId, monoMs);
    return this.#sinceMs;
  }

  forget(): void {
    this.#sinceMs.clear();
  }
}
