import { Composer, type CST, type Document, isMap, isScalar, type Node, type Pair } from 'yaml';

/** So many mistakes in the syntax of one file are told; who made more has them by one cause. */
export const WRONGS_MAX = 100;

export type Errors = Document.Parsed['errors'];

/** The node at the top of the first document, and what is wrong with its syntax, at offsets into the text. */
export function composedOf(
  tokens: readonly CST.Token[],
): { readonly contents: Node | null; readonly errors: Errors } | undefined {
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, merge: false });
  const [document] = composer.compose(tokens);
  return document === undefined ? undefined : { contents: document.contents, errors: document.errors };
}

/** Some entries of a map, as if they were all of it: what YAML wants of an entry can be seen in each alone. */
export function pairsOf(
  map: CST.BlockMap,
  items: CST.BlockMap['items'],
): { readonly pairs: readonly Pair[]; readonly errors: Errors } {
  const value = { ...map, items };
  const alone = composedOf([{ type: 'document', offset: map.offset, start: [], value }]);
  return { pairs: isMap(alone?.contents) ? alone.contents.items : [], errors: alone?.errors ?? [] };
}

/** A key as it is written; undefined for a list or a map as a key. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return key === null ? '' : undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}
