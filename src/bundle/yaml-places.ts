import { isMap, isNode, type Node, type Pair, type YAMLMap } from 'yaml';
import { keyText } from './yaml-nodes.ts';

/** Where an entry of a map stands, as offsets into the text. `inner`: the entries of a map in it, written in lines. */
export type EntryPlace = {
  readonly keyAt: number;
  readonly valueAt: number;
  readonly end: number;
  readonly inner: ReadonlyMap<string, EntryPlace> | undefined;
};

type Entries = Map<string, EntryPlace>;

/**
 * Where the entries of the map at the top of a file stand, and those of the maps in it. Whatever is wrong in a file is
 * in one of them: its place is found without reading all of the file again. Of two with the same key it is the first.
 */
export class Places {
  /** Where the first thing begins. */
  topAt = 0;
  /** False when there is something else at the top than a map that is written in lines: then nothing is known of it. */
  isMap = false;
  readonly #outer: Entries = new Map();
  #inner: { readonly map: YAMLMap; readonly entries: Entries } | undefined;

  inner(map: YAMLMap, pairs: readonly Pair[]): void {
    if (this.#inner?.map !== map) this.#inner = { map, entries: new Map() };
    for (const pair of pairs) add(this.#inner.entries, pair, undefined);
  }

  outer(pair: Pair): void {
    this.isMap = true;
    const { map, entries } = this.#inner ?? {};
    add(this.#outer, pair, map === pair.value ? entries : undefined);
  }

  top(node: Node | null): void {
    this.topAt = node?.range?.[0] ?? 0;
    this.isMap &&= isMap(node);
  }

  /** The entry at the top with this key. */
  get(key: string): EntryPlace | undefined {
    return this.#outer.get(key);
  }
}

function add(entries: Entries, { key, value }: Pair, inner: EntryPlace['inner']): void {
  const text = keyText(key);
  if (text === undefined || entries.has(text) || !isNode(key)) return;
  const [keyAt, , keyEnd] = key.range ?? [0, 0, 0];
  const [valueAt, , end] = (isNode(value) ? value.range : undefined) ?? [keyAt, keyEnd, keyEnd];
  entries.set(text, { keyAt, valueAt, end, inner });
}
