import { isMap, LineCounter, type Node, type Pair, type YAMLMap } from 'yaml';
import type { InSteps } from '../base/index.ts';
import type { FileLimits } from './file-limits.ts';
import type { Taker } from './yaml-entries.ts';
import type { Places } from './yaml-places.ts';
import { PlainTaker } from './yaml-plain.ts';
import { streamed } from './yaml-stream.ts';
import type { Wrong } from './yaml-wrong.ts';

/** A value with nothing of YAML left, and what was wrong, at offsets into the text. */
export type ReadYaml = {
  readonly value: unknown;
  readonly lines: LineCounter;
  readonly wrongs: readonly Wrong[];
  /** False when the value is not worth looking at. */
  readonly readable: boolean;
  /** Where the entries stand. */
  readonly places: Places;
};

/**
 * Reads YAML 1.2 as the files of a bundle use it: one document of maps, lists and scalars. What makes one
 * text mean different things to different readers is refused: directives, tags, anchors, `yes` and `no`, the
 * same key twice.
 */
export function* readYaml(text: string, limits: FileLimits): InSteps<ReadYaml> {
  const lines = new LineCounter();
  const plain = new PlainTaker(limits);
  const { places } = plain;
  const { odd, errors } = yield* streamed(text, lines, plain, limits);
  const hint = 'look at the indentation, the colons and the quotes here and in the line before';
  const ofSyntax = errors.map(({ pos, message }): Wrong => {
    return { offset: pos[0], complaint: { code: 'YAML_SYNTAX', say: message, hint } };
  });
  const wrongs = ofSyntax.length > 0 ? ofSyntax : plain.wrongs;
  if (odd !== undefined)
    return { value: undefined, lines, wrongs: [...wrongs, odd], readable: false, places };
  const readable = ofSyntax.length === 0 && plain.isWhole;
  return { value: readable ? plain.value : undefined, lines, wrongs, readable, places };
}

/** The nodes of a text that was read and found to be YAML: they know the place of everything. */
export function* nodesOf(text: string, limits: FileLimits): InSteps<Node | null> {
  const nodes = new NodeTaker();
  yield* streamed(text, new LineCounter(), nodes, limits);
  return nodes.root;
}

class NodeTaker implements Taker {
  readonly wrongsCount = 0;
  readonly isWhole = true;
  root: Node | null = null;
  readonly #outer: Pair[] = [];

  inner(map: YAMLMap, entries: readonly Pair[]): void {
    for (const entry of entries) map.items.push(entry);
  }

  outer(entry: Pair): void {
    this.#outer.push(entry);
  }

  top(node: Node | null): void {
    this.root = node;
    if (isMap(node)) for (const entry of this.#outer) node.items.push(entry);
  }
}
