import { isMap, isNode, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { atOnce, type InSteps, type Mistake } from '../base/index.ts';
import { type Path, PROBLEMS_MAX, type Problem, Problems } from '../flow/index.ts';
import { keyText } from './yaml-plain.ts';
import { nodesOf, type ReadYaml, readYaml, type Wrong } from './yaml-reader.ts';

/** One YAML file of the bundle: its value, and the place of everything in it. */
export class SourceFile {
  readonly name: string;
  readonly problems = new Problems();
  readonly #isThere: boolean;
  readonly #text: string;
  #read: ReadYaml | undefined;
  #root: Node | null | undefined;

  /** Without a text the file is one that nobody could read, for reasons told elsewhere. */
  constructor(name: string, text: string | undefined) {
    this.name = name;
    this.#isThere = text !== undefined;
    this.#text = text ?? '';
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
    this.#read ??= yield* readYaml(this.#text);
  }

  /** Who has not let it be read in steps has it read at once. */
  get #yaml(): ReadYaml {
    this.#read ??= atOnce(readYaml(this.#text));
    return this.#read;
  }

  /** Places are looked for only when something is wrong: so the nodes, which take much room, are made only then. */
  get #nodes(): Node | null {
    this.#root ??= atOnce(nodesOf(this.#text));
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
    if (problems.length > 0) this.#root ??= yield* nodesOf(this.#text);
    let offset = 0;
    for (const problem of problems) {
      offset = this.#offsetOf(problem);
      if (!told.has(offset)) mistakes.push(this.#mistake({ offset, complaint: problem }));
      yield;
    }
    if (this.problems.isFull) mistakes.push(this.#mistake({ offset, complaint: MORE }));
    return mistakes;
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

  #offsetOf({ path, on, offset }: Pick<Problem, 'path' | 'on' | 'offset'>): number {
    const { key, value, whole } = this.#find(path);
    if (offset !== undefined && isScalar(value)) return insideScalar(value, offset, this.#text);
    const atValue = whole ? on === 'value' : isScalar(value);
    const wanted = atValue ? value : key;
    return (wanted ?? key ?? value)?.range?.[0] ?? 0;
  }

  /** The deepest node on the path, with its key; `whole` when the path leads to it and not beyond. */
  #find(path: Path): { key: Node | undefined; value: Node | undefined; whole: boolean } {
    let key: Node | undefined;
    let value: Node | undefined = this.#nodes ?? undefined;
    for (const part of path) {
      const next = stepInto(value, part);
      if (next === undefined) return { key, value, whole: false };
      key = next.key;
      value = next.value;
    }
    return { key, value, whole: true };
  }
}

const MORE = {
  code: 'TOO_MANY',
  say: `more than ${PROBLEMS_MAX} mistakes: not all of them are shown`,
  hint: 'mend those first: many of them may have one cause',
} as const;

/** Whether a value is a map. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function stepInto(
  node: Node | undefined,
  part: string | number,
): { key: Node | undefined; value: Node | undefined } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return isNode(item) ? { key: undefined, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => keyText(key) === String(part));
  if (pair === undefined) return undefined;
  return { key: isNode(pair.key) ? pair.key : undefined, value: isNode(pair.value) ? pair.value : undefined };
}

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
