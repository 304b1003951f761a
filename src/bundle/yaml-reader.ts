import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  Scalar,
} from 'yaml';
import type { Complaint } from '../flow/index.ts';
import { deepOrOdd } from './yaml-outline.ts';

/** A value with nothing of YAML left, and what was wrong, at offsets into the text. */
export type ReadYaml = {
  readonly root: Node | null;
  readonly value: unknown;
  readonly lines: LineCounter;
  readonly wrongs: readonly Wrong[];
  /** False when the value is not worth looking at. */
  readonly readable: boolean;
};

export type Wrong = { readonly offset: number; readonly complaint: Complaint };

/**
 * Reads YAML 1.2 as the files of a bundle use it: one document of maps, lists and scalars. What makes one
 * text mean different things to different readers is refused: directives, tags, anchors, `yes` and `no`, the
 * same key twice.
 */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const odd = deepOrOdd(tokens);
  if (odd !== undefined) return { root: null, value: undefined, lines, wrongs: [odd], readable: false };
  const documents = [
    ...new Composer({ uniqueKeys: false, prettyErrors: false, merge: false }).compose(tokens),
  ];
  const [document] = documents;
  if (document === undefined) return { root: null, value: null, lines, wrongs: [], readable: true };
  const wrongs = syntaxWrongs(document, documents[1]);
  if (wrongs.length > 0) return { root: null, value: undefined, lines, wrongs, readable: false };
  const plain = new Plain();
  const value = plain.of(document.contents);
  return { root: document.contents, value, lines, wrongs: plain.wrongs, readable: !plain.hasAlias };
}

function syntaxWrongs(document: Document.Parsed, second: Document.Parsed | undefined): Wrong[] {
  const hint = 'look at the indentation, the colons and the quotes here and in the line before';
  const wrongs = document.errors.map(
    (error): Wrong => ({
      offset: error.pos[0],
      complaint: { code: 'YAML_SYNTAX', say: error.message, hint },
    }),
  );
  if (second !== undefined) {
    const say = 'a second document begins with "---"';
    wrongs.push({
      offset: second.range[0],
      complaint: { code: 'YAML_SYNTAX', say, hint: 'keep one document per file' },
    });
  }
  return wrongs;
}

const BOOLEAN_OF_OLD = /^(?:yes|no|on|off)$/i;

/** Turns nodes into values, and collects on the way what is not welcome. */
class Plain {
  readonly wrongs: Wrong[] = [];
  /** What an alias stands for is never looked up, since it may be without end: so the value has holes. */
  hasAlias = false;

  of(node: unknown): unknown {
    if (isAlias(node)) {
      this.hasAlias = true;
      this.#wrong(node, 'YAML_ALIAS', `"*${node.source}" is an alias`, 'write the value out');
      return undefined;
    }
    if (!isNode(node)) return null;
    this.#checkMarks(node);
    if (isMap(node)) return this.#map(node.items);
    if (isSeq(node)) return node.items.map((item) => this.of(item));
    return isScalar(node) ? this.#scalar(node) : null;
  }

  #checkMarks(node: Node): void {
    const { tag, anchor } = node as { tag?: string; anchor?: string };
    if (anchor !== undefined) this.#wrong(node, 'YAML_ALIAS', `"&${anchor}" is an anchor`, 'leave it out');
    if (tag !== undefined) this.#wrong(node, 'YAML_TAG', `the tag ${tag} is not used here`, 'leave it out');
  }

  #scalar(node: Scalar): unknown {
    if (node.type === Scalar.PLAIN && typeof node.value === 'string' && BOOLEAN_OF_OLD.test(node.value)) {
      const hint = `write true or false for a truth value, "${node.value}" in quotes for the word`;
      this.#wrong(node, 'YAML_BOOLEAN', `"${node.value}" is a truth value to some readers of YAML`, hint);
    }
    return node.value;
  }

  #map(pairs: readonly Pair[]): Readonly<Record<string, unknown>> {
    const entries = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      const text = keyText(key);
      const plain = this.of(value);
      if (text === undefined)
        this.#wrong(key as Node, 'WRONG_TYPE', 'a key must be a word', 'write a name, then a colon');
      else if (entries.has(text))
        this.#wrong(key as Node, 'DUPLICATE_KEY', `"${text}" is here twice`, 'keep one of them');
      else if (text === '__proto__')
        this.#wrong(key as Node, 'UNKNOWN_KEY', `"${text}" cannot be a key`, 'choose another name');
      else entries.set(text, plain);
      this.#checkNumber(key);
    }
    return Object.fromEntries(entries);
  }

  /**
   * Keys are compared as they are written; one that YAML reads as another number is a phone number in danger.
   */
  #checkNumber(key: unknown): void {
    if (!isScalar(key) || typeof key.value !== 'number' || String(key.value) === key.source) return;
    const hint = `write "${key.source}" in quotes`;
    this.#wrong(key, 'UNQUOTED_NUMBER', `YAML reads this key as the number ${key.value}`, hint);
  }

  #wrong(node: Node, code: Complaint['code'], say: string, hint: string): void {
    this.wrongs.push({ offset: node.range?.[0] ?? 0, complaint: { code, say, hint } });
  }
}

/** A key as it is written; undefined for a list or a map as a key. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return key === null ? '' : undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}
