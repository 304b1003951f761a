/** Whom a caller talked with last, for the newest so many callers. A number that is withheld is nobody's. */
export class LastOperators {
  readonly #limit: number;
  readonly #operatorOf = new Map<string, string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  remember(number: string, operatorId: string): void {
    if (number === '') return;
    this.#operatorOf.delete(number);
    this.#operatorOf.set(number, operatorId);
    if (this.#operatorOf.size <= this.#limit) return;
    const [oldest] = this.#operatorOf.keys();
    this.#operatorOf.delete(oldest!);
  }

  of(number: string): string | null {
    return this.#operatorOf.get(number) ?? null;
  }
}
