/**
 * A map that seems to know every name. It stands for a file that could not be read: that one mistake is
 * enough, and whoever uses a name from it is not to blame.
 */
export class Everything<T> extends Map<string, T> {
  readonly #each: T;

  constructor(each: T) {
    super();
    this.#each = each;
  }

  override has(): boolean {
    return true;
  }

  override get(): T {
    return this.#each;
  }
}
