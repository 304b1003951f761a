import { type CST, isMap, type Node, type Pair, type YAMLMap } from 'yaml';
import type { InSteps } from '../base/index.ts';
import { type Errors, pairsOf, WRONGS_MAX } from './yaml-nodes.ts';

/** Who gets what was read. */
export type Taker = {
  /** So much of what was taken is not welcome. */
  readonly wrongsCount: number;
  /** False when there is no use in taking more. */
  readonly isWhole: boolean;
  /** Entries of a map that was an entry at the top, in order. */
  inner(map: YAMLMap, entries: readonly Pair[]): void;
  /** An entry at the top, when all that is in it was taken. */
  outer(entry: Pair): void;
  /** The node at the top, when everything was taken: a map without the entries that were, or else all that there is. */
  top(node: Node | null): void;
};

/** Entries that are composed together: more at once are no cheaper. */
const TOGETHER = 16;
/** The parser may still add to the last entry of a map, and to the one before it. */
const OPEN = 2;

type Items = CST.BlockMap['items'];

/**
 * Takes entries out of the parser's hands as soon as they are complete. What was read of a large file is then small,
 * and most of it is gone before the garbage collector has to carry it about.
 */
export class YamlEntries {
  readonly errors: Errors = [];
  /** So many times something was taken out of the parser's hands. */
  takenCount = 0;
  readonly #taker: Taker;
  /** The entry at the top whose map is being read, as far as it was begun. */
  #begun: { readonly token: CST.BlockMap; readonly pair: Pair } | undefined;

  constructor(taker: Taker) {
    this.#taker = taker;
  }

  /** `open` are the parser's unfinished tokens, each inside the one before; the first is the document. */
  *takeFrom([, outer, inner]: readonly CST.Token[]): InSteps<void> {
    if (outer?.type !== 'block-map') return;
    yield* this.#outer(outer, outer.items.splice(0, Math.max(0, outer.items.length - OPEN)));
    const last = outer.items.at(-1);
    const isValue = last?.sep !== undefined && last.value === undefined;
    if (inner?.type !== 'block-map' || !isValue || inner.items.length < TOGETHER + OPEN) return;
    this.#begin(outer, last, inner);
    this.#inner(inner, inner.items.splice(0, inner.items.length - OPEN));
  }

  /** All that is left in the map at the top. */
  *takeAll(outer: CST.BlockMap): InSteps<void> {
    yield* this.#outer(outer, outer.items);
  }

  *#outer(map: CST.BlockMap, items: Items): InSteps<void> {
    for (const item of items) {
      const inner = item.value;
      if (inner?.type === 'block-map') {
        this.#begin(map, item, inner);
        for (let from = 0; from < inner.items.length; from += TOGETHER) {
          this.#inner(inner, inner.items.slice(from, from + TOGETHER));
          yield;
        }
        if (this.#begun !== undefined) this.#taker.outer(this.#begun.pair);
        this.#begun = undefined;
      } else for (const pair of this.#composed(map, [item])) this.#taker.outer(pair);
      yield;
    }
  }

  /** The entry with an empty map as its value. */
  #begin(map: CST.BlockMap, item: Items[number], inner: CST.BlockMap): void {
    if (this.#begun?.token === inner) return;
    const bare = { ...item, value: { ...inner, items: [] } } as Items[number];
    const [pair] = this.#composed(map, [bare]);
    this.#begun = pair === undefined ? undefined : { token: inner, pair };
  }

  #inner(token: CST.BlockMap, items: Items): void {
    const map = this.#begun?.pair.value;
    const pairs = this.#composed(token, items);
    if (isMap(map)) this.#taker.inner(map, pairs);
  }

  #composed(map: CST.BlockMap, items: Items): readonly Pair[] {
    const { pairs, errors } = pairsOf(map, items);
    this.takenCount += 1;
    this.errors.push(...errors.slice(0, WRONGS_MAX));
    return pairs;
  }
}
