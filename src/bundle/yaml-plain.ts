import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Complaint, shapes } from '../flow/index.ts';
import type { FileLimits } from './file-limits.ts';
import { tooManyEntries } from './yaml-complaints.ts';
import type { Taker } from './yaml-entries.ts';
import { keyText, WRONGS_MAX } from './yaml-nodes.ts';
import { Places } from './yaml-places.ts';
import type { Wrong } from './yaml-wrong.ts';

const { shortened } = shapes;
const BOOLEAN_OF_OLD = /^(?:yes|no|on|off)$/i;

/** Takes what was read as a value with nothing of YAML left. */
export class PlainTaker implements Taker {
  value: unknown = null;
  readonly places = new Places();
  readonly #plain: Plain;
  readonly #outer: Entries = new Map();
  #inner: { readonly map: YAMLMap; readonly entries: Entries } | undefined;

  constructor({ entries }: FileLimits) {
    this.#plain = new Plain(entries);
  }

  get wrongsCount(): number {
    return this.#plain.wrongs.length;
  }

  get wrongs(): readonly Wrong[] {
    return this.#plain.wrongs;
  }

  /** False when the value has holes. */
  get isWhole(): boolean {
    return this.#plain.isWhole;
  }

  inner(map: YAMLMap, pairs: readonly Pair[]): void {
    this.places.inner(map, pairs);
    if (this.#inner?.map !== map) this.#inner = { map, entries: new Map() };
    for (const { key, value } of pairs) this.#plain.add(this.#inner.entries, key, this.#plain.of(value));
  }

  outer(pair: Pair): void {
    this.places.outer(pair);
    const { key, value } = pair;
    const { map, entries } = this.#inner ?? {};
    if (map === undefined || map !== value) return this.#plain.add(this.#outer, key, this.#plain.of(value));
    this.#plain.checkMarks(map);
    this.#plain.add(this.#outer, key, Object.fromEntries(entries!));
  }

  top(node: Node | null): void {
    this.places.top(node);
    const rest = this.#plain.of(node);
    this.value = this.#outer.size === 0 ? rest : Object.fromEntries(this.#outer);
  }
}

type Entries = Map<string, unknown>;

/** Turns nodes into values, and collects on the way what is not welcome. */
class Plain {
  readonly wrongs: Wrong[] = [];
  /** False when there is an alias, which is never looked up since it may be without end, or when there was too much. */
  isWhole = true;
  readonly #entriesMax: number;
  #isTold = false;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  of(node: unknown): unknown {
    if (isAlias(node)) {
      this.isWhole = false;
      this.#wrong(node, 'YAML_ALIAS', `"*${shortened(node.source)}" is an alias`, 'write the value out');
      return undefined;
    }
    if (!isNode(node)) return null;
    this.checkMarks(node);
    if (isMap(node)) return this.#map(node.items);
    if (isSeq(node)) return this.#list(node);
    return isScalar(node) ? this.#scalar(node) : null;
  }

  /** Whatever a node is, it has neither an anchor nor a tag. */
  checkMarks(node: Node): void {
    const { tag, anchor } = node as { tag?: string; anchor?: string };
    if (anchor !== undefined)
      this.#wrong(node, 'YAML_ALIAS', `"&${shortened(anchor)}" is an anchor`, 'leave it out');
    if (tag !== undefined)
      this.#wrong(node, 'YAML_TAG', `the tag ${shortened(tag)} is not used here`, 'leave it out');
  }

  #scalar(node: Scalar): unknown {
    if (node.type === Scalar.PLAIN && typeof node.value === 'string' && BOOLEAN_OF_OLD.test(node.value)) {
      const hint = `write true or false for a truth value, "${node.value}" in quotes for the word`;
      this.#wrong(node, 'YAML_BOOLEAN', `"${node.value}" is a truth value to some readers of YAML`, hint);
    }
    return node.value;
  }

  #list({ items }: YAMLSeq): readonly unknown[] {
    const most = this.#entriesMax;
    if (items.length > most) this.#tooMany(items[most] as Node);
    return items.slice(0, most).map((item) => this.of(item));
  }

  #tooMany(node: Node): void {
    const { code, say, hint } = tooManyEntries(this.#entriesMax);
    const isTold = this.#isTold;
    this.isWhole = false;
    this.#isTold = true;
    if (!isTold) this.#wrong(node, code, say, hint);
  }

  #map(pairs: readonly Pair[]): Readonly<Record<string, unknown>> {
    const entries: Entries = new Map();
    for (const { key, value } of pairs) this.add(entries, key, this.of(value));
    return Object.fromEntries(entries);
  }

  /** One entry more in a map. */
  add(entries: Entries, key: unknown, value: unknown): void {
    const text = keyText(key);
    if (text === undefined)
      this.#wrong(key as Node, 'WRONG_TYPE', 'a key must be a word', 'write a name, then a colon');
    else if (entries.has(text))
      this.#wrong(key as Node, 'DUPLICATE_KEY', `"${shortened(text)}" is here twice`, 'keep one of them');
    else if (text === '__proto__')
      this.#wrong(key as Node, 'UNKNOWN_KEY', `"${text}" cannot be a key`, 'choose another name');
    else if (entries.size === this.#entriesMax) this.#tooMany(key as Node);
    else entries.set(text, value);
    this.#checkNumber(key);
  }

  /**
   * Keys are compared as they are written; one that YAML reads as another number is a phone number in danger.
   */
  #checkNumber(key: unknown): void {
    if (!isScalar(key) || typeof key.value !== 'number' || String(key.value) === key.source) return;
    const hint = `write "${shortened(key.source ?? '')}" in quotes`;
    this.#wrong(key, 'UNQUOTED_NUMBER', `YAML reads this key as the number ${key.value}`, hint);
  }

  #wrong(node: Node, code: Complaint['code'], say: string, hint: string): void {
    if (this.wrongs.length < WRONGS_MAX)
      this.wrongs.push({ offset: node.range?.[0] ?? 0, complaint: { code, say, hint } });
  }
}
