/** Whether a call would be answered now; if not, what is missing, each as a sentence that says what to do. */
export class Readiness {
  readonly #missing = new Map<string, string>();

  /** `part` is not there: `sentence` tells a person what is missing. */
  lacks(part: string, sentence: string): void {
    this.#missing.set(part, sentence);
  }

  /** `part` is there (again). */
  has(part: string): void {
    this.#missing.delete(part);
  }

  now(): { readonly ready: boolean; readonly missing: readonly string[] } {
    return { ready: this.#missing.size === 0, missing: [...this.#missing.values()] };
  }
}
