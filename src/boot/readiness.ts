/** Whether a call would be answered now; if not, what is missing, each as a sentence that says what to do. */
export class Readiness {
  readonly #missing = new Map<string, string>();
  #isDraining = false;

  /** `part` is not there: `sentence` tells a person what is missing. */
  lacks(part: string, sentence: string): void {
    this.#missing.set(part, sentence);
  }

  /** `part` is there (again). */
  has(part: string): void {
    this.#missing.delete(part);
  }

  /** New calls are refused on purpose; those that go on are served as before. */
  drains(): void {
    this.#isDraining = true;
    this.lacks(
      'drain',
      'no new calls are taken, somebody wants the hotline to stop (./cordboard drain --off)',
    );
  }

  /** New calls are taken again. */
  goesOn(): void {
    this.#isDraining = false;
    this.has('drain');
  }

  now(): { readonly ready: boolean; readonly missing: readonly string[]; readonly draining?: true } {
    const state = { ready: this.#missing.size === 0, missing: [...this.#missing.values()] };
    return this.#isDraining ? { ...state, draining: true } : state;
  }
}
