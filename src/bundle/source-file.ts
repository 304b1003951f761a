import { isMap, isNode, isScalar, isSeq, type Node, type Pair, Scalar } from 'yaml';
import { atOnce, type InSteps, type Mistake } from '../base/index.ts';
import { type Path, PROBLEMS_MAX, type Problem, Problems } from '../flow/index.ts';
import { type FileLimits, limitsOf } from './file-limits.ts';
import { keyText } from './yaml-nodes.ts';
import type { EntryPlace } from './yaml-places.ts';
import { nodesOf, type ReadYaml, readYaml } from './yaml-reader.ts';
import type { Wrong } from './yaml-wrong.ts';

/** One YAML file of the bundle: its value, and the place of everything in it. */
export class SourceFile {
  readonly name: string;
  readonly problems = new Problems();
  /** What is odd in it, and no mistake. */
  readonly oddities = new Problems();
  readonly #isThere: boolean;
  readonly #text: string;
  readonly #limits: FileLimits;
  #read: ReadYaml | undefined;
  #root: Node | null | undefined;
  /** The entry that was looked into last, read again by itself. */
  #slice: Slice | undefined;

  /** Without a text the file is one that nobody could read, for reasons told elsewhere. */
  constructor(name: string, text: string | undefined) {
    this.name = name;
    this.#isThere = text !== undefined;
    this.#text = text ?? '';
    this.#limits = limitsOf(name);
  }

  get value(): unknown {
    return this.#yaml.value;
  }

  /**
   * False when the file could not be read: what it should define is then unknown, and nobody is to blame for
   * that.
   */
  get readable(): boolean {
    return this.#isThere && this.#yaml.readable;
  }

  /** Reads it, unless it is read already: a large file takes a while. */
  *reading(): InSteps<void> {
    this.#read ??= yield* readYaml(this.#text, this.#limits);
  }

  /** Who has not let it be read in steps has it read at once. */
  get #yaml(): ReadYaml {
    this.#read ??= atOnce(readYaml(this.#text, this.#limits));
    return this.#read;
  }

  /** The nodes of all of it, which take much room: only for a file that is written in brackets, or a single word. */
  get #nodes(): Node | null {
    this.#root ??= atOnce(nodesOf(this.#text, this.#limits));
    return this.#root;
  }

  /** The entries of the map under a key at the top of the file; none when there is no such map. */
  section(key: string): readonly (readonly [string, unknown])[] {
    const section = isRecord(this.value) ? this.value[key] : undefined;
    return isRecord(section) ? Object.entries(section) : [];
  }

  /** Everything wrong with the file, with line and column. */
  *mistakes(): InSteps<readonly Mistake[]> {
    const { wrongs } = this.#yaml;
    const told = new Set(wrongs.map(({ offset }) => offset));
    const problems = this.readable ? this.problems.list : [];
    const mistakes = wrongs.map((one) => this.#mistake(one));
    if (problems.length > 0 && !this.#yaml.places.isMap)
      this.#root ??= yield* nodesOf(this.#text, this.#limits);
    let offset = 0;
    for (const problem of problems) {
      offset = this.#offsetOf(problem);
      if (!told.has(offset)) mistakes.push(this.#mistake({ offset, complaint: problem }));
      yield;
    }
    if (this.problems.isFull) mistakes.push(this.#mistake({ offset, complaint: MORE }));
    return mistakes;
  }

  /** What is odd in the file, with line and column. */
  warnings(): readonly Mistake[] {
    return this.oddities.list.map((one) => this.#mistake({ offset: this.#offsetOf(one), complaint: one }));
  }

  /** Line and column of what lies at a path, counted from 1. */
  place(path: Path): { readonly line: number; readonly column: number } {
    const { line, col } = this.#yaml.lines.linePos(this.#offsetOf({ path, on: 'value' }));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #mistake({ offset, complaint: { code, say, hint } }: Wrong): Mistake {
    const { line, col } = this.#yaml.lines.linePos(offset);
    return { file: this.name, line: Math.max(1, line), column: Math.max(1, col), code, say, hint };
  }

  /** A place in an entry is looked for in that entry alone. */
  #offsetOf({ path, on, offset }: Asked): number {
    const { places } = this.#yaml;
    if (!places.isMap) return offsetIn(foundBelow({ value: this.#nodes }, path), { on, offset }, this.#text);
    const [first, second] = path.map(String);
    const outer = places.get(first ?? '');
    if (outer === undefined) return places.topAt;
    if (outer.inner === undefined) return this.#offsetInside(outer, { path: path.slice(1), on, offset });
    if (second === undefined) return on === 'value' ? outer.valueAt : outer.keyAt;
    const inner = outer.inner.get(second);
    return inner === undefined ? outer.keyAt : this.#offsetInside(inner, { path: path.slice(2), on, offset });
  }

  #offsetInside(entry: EntryPlace, { path, on, offset }: Asked): number {
    if (path.length === 0 && offset === undefined) return on === 'value' ? entry.valueAt : entry.keyAt;
    if (this.#slice?.entry !== entry) this.#slice = this.#sliceOf(entry);
    const { text, pair, fromAt } = this.#slice;
    if (pair === undefined) return entry.keyAt;
    return fromAt + offsetIn(foundBelow(pair, path), { on, offset }, text);
  }

  /** Spaces stand for what is before the entry in its line: its indentation means something. */
  #sliceOf(entry: EntryPlace): Slice {
    const { keyAt, end } = entry;
    const indent = this.#yaml.lines.linePos(keyAt).col - 1;
    const text = ' '.repeat(indent) + this.#text.slice(keyAt, end);
    const root = atOnce(nodesOf(text, this.#limits));
    const [pair] = isMap(root) ? root.items : [];
    return { entry, text, pair: pair && nodesIn(pair), fromAt: keyAt - indent };
  }
}

type Asked = Pick<Problem, 'path' | 'on'> & { readonly offset?: number | undefined };
type Nodes = { readonly key?: Node | undefined; readonly value?: Node | null | undefined };
type Slice = {
  readonly entry: EntryPlace;
  readonly text: string;
  readonly pair: Nodes | undefined;
  readonly fromAt: number;
};
/** The deepest nodes on a path; `whole` when it leads to them and not beyond. */
type Found = Nodes & { readonly whole: boolean };

function foundBelow(start: Nodes, path: Path): Found {
  let nodes = start;
  for (const part of path) {
    const next = stepInto(nodes.value ?? undefined, part);
    if (next === undefined) return { ...nodes, whole: false };
    nodes = next;
  }
  return { ...nodes, whole: true };
}

function offsetIn({ key, value, whole }: Found, { on, offset }: Omit<Asked, 'path'>, text: string): number {
  if (offset !== undefined && isScalar(value)) return insideScalar(value, offset, text);
  const atValue = whole ? on === 'value' : isScalar(value);
  const wanted = atValue ? value : key;
  return (wanted ?? key ?? value)?.range?.[0] ?? 0;
}

const MORE = {
  code: 'TOO_MANY',
  say: `more than ${PROBLEMS_MAX} mistakes: not all of them are shown`,
  hint: 'mend those first: many of them may have one cause',
} as const;

/** Whether a value is a map. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function stepInto(node: Node | undefined, part: string | number): Nodes | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return isNode(item) ? { value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => keyText(key) === String(part));
  return pair === undefined ? undefined : nodesIn(pair);
}

const nodesIn = ({ key, value }: Pair): Nodes => ({
  key: isNode(key) ? key : undefined,
  value: isNode(value) ? value : undefined,
});

/**
 * The offset in the file of a character of a scalar's text. Where the text is not written as it is (escapes,
 * folded lines), it is the scalar's beginning.
 */
function insideScalar(scalar: Scalar, offset: number, text: string): number {
  const [start, end] = scalar.range ?? [0, 0];
  if (scalar.type === Scalar.BLOCK_LITERAL) return insideBlock(scalar, offset, text);
  const quoted = scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE;
  const written = text.slice(start + (quoted ? 1 : 0), end - (quoted ? 1 : 0));
  return written === scalar.value ? start + (quoted ? 1 : 0) + offset : start;
}

/** In a block after "|" every line of the text is a line of the file, indented. */
function insideBlock(scalar: Scalar, offset: number, text: string): number {
  const before = String(scalar.value).slice(0, offset).split('\n');
  const [start, end] = scalar.range ?? [0, 0];
  const lines = text.slice(start, end).split('\n');
  const indent =
    lines
      .slice(1)
      .find((line) => line.trim() !== '')
      ?.search(/\S/) ?? 0;
  const skipped = lines.slice(0, before.length).reduce((length, line) => length + line.length + 1, 0);
  return start + skipped + indent + before.at(-1)!.length;
}
