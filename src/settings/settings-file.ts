import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Mistake } from '../base/index.ts';

/** Where in the text something stands; both count from 1. */
export type Place = { readonly line: number; readonly column: number };

/** cordboard.yaml as it was read: its values, and where each of them stands. */
export type SettingsFile = {
  readonly name: string;
  readonly values: Record<string, unknown>;
  /** The place of the value at a path, or of the nearest thing above it that exists. */
  placeOf(path: readonly PropertyKey[]): Place;
  /** The place of the key itself. */
  placeOfKey(path: readonly PropertyKey[]): Place;
  readonly mistakes: readonly Mistake[];
};

const TOP: Place = { line: 1, column: 1 };

type Trouble = { readonly offset: number; readonly say: string };

/**
 * What stands in a text of YAML. Aliases count as trouble: a few of them can stand for gigabytes. So does the one key
 * that no map keeps: what stands under it would be passed over without a word.
 */
export function readYaml(
  text: string,
  lines?: LineCounter,
): { document: Document; values: unknown; troubles: Trouble[] } {
  const document = parseDocument(text, { prettyErrors: false, ...(lines && { lineCounter: lines }) });
  const troubles: Trouble[] = document.errors.map(({ pos, message }) => ({ offset: pos[0], say: message }));
  visit(document, {
    Alias: (_, node) => {
      troubles.push({ offset: node.range?.[0] ?? 0, say: 'an alias ("*name") is not taken here' });
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__')
        troubles.push({ offset: key.range?.[0] ?? 0, say: '"__proto__" cannot be a key' });
    },
  });
  return { document, values: troubles.length === 0 ? document.toJS() : undefined, troubles };
}

/** Reads the text of a settings file; an empty text is a file without settings. */
export function readSettingsFile(name: string, text: string): SettingsFile {
  const lines = new LineCounter();
  const { document, values, troubles } = readYaml(text, lines);
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const mistakes = troubles.map(({ offset, say }) => notYaml(name, at(offset), say));
  if (mistakes.length === 0 && !isRecord(values ?? {}))
    mistakes.push(notYaml(name, TOP, 'this is not a map of settings'));
  const placeOf = (path: readonly PropertyKey[], on: 'key' | 'value'): Place => {
    const offset = offsetOf(document.contents, path, on);
    return offset === undefined ? TOP : at(offset);
  };
  return {
    name,
    values: isRecord(values) ? values : {},
    placeOf: (path) => placeOf(path, 'value'),
    placeOfKey: (path) => placeOf(path, 'key'),
    mistakes,
  };
}

function notYaml(file: string, place: Place, say: string): Mistake {
  const hint = 'write lines such as "http: { port: 8080 }"; docs/settings.md has examples';
  return { file, ...place, code: 'SETTINGS_NOT_YAML', say, hint };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function offsetOf(top: unknown, path: readonly PropertyKey[], on: 'key' | 'value'): number | undefined {
  let inside = top;
  let offset = rangeStart(top);
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1;
    const pair: Pair | undefined = isMap(inside)
      ? inside.items.find((item) => nameOf(item) === String(key))
      : undefined;
    const next: unknown = pair === undefined ? itemAt(inside, key) : pair.value;
    offset = rangeStart(isLast && on === 'key' && pair !== undefined ? pair.key : next) ?? offset;
    inside = next;
  }
  return offset;
}

const nameOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

function itemAt(node: unknown, key: PropertyKey): unknown {
  const items = (node as { items?: readonly unknown[] } | null)?.items;
  return typeof key === 'number' ? items?.[key] : undefined;
}

const rangeStart = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
