import { type CST, Lexer, type LineCounter, Parser } from 'yaml';
import type { InSteps } from '../base/index.ts';
import { type Taker, YamlEntries } from './yaml-entries.ts';
import { composedOf, type Errors } from './yaml-nodes.ts';
import type { Wrong } from './yaml-reader.ts';

const DEPTH_MAX = 32;
/** So many words of YAML make a step of the work. */
const STEP = 64;

/** What is wrong with the syntax, as the library says it, and the one thing for which no more of the file was read. */
export type Streamed = { readonly odd: Wrong | undefined; readonly errors: Errors };

/**
 * Reads a file and hands over what is in it. A long map at its top, and a long map in that one, is handed over entry by
 * entry: of a flow of a thousand steps only a few are in memory with all their commas and colons. Nesting so deep that
 * it would exhaust the stack is refused, and so are directives, which could change what everything after them means.
 */
export function* streamed(text: string, lines: LineCounter, taker: Taker): InSteps<Streamed> {
  const parser = new Parser(lines.addNewLine);
  const entries = new YamlEntries(taker);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  let count = 0;
  for (const word of new Lexer().lex(text)) {
    tokens.push(...parser.next(word));
    const odd = oddOne(tokens.at(-1), parser.stack);
    if (odd !== undefined) return { odd, errors: [] };
    count += 1;
    if (count % STEP !== 0) continue;
    yield* entries.takeFrom(parser.stack);
    yield;
  }
  tokens.push(...parser.end());
  return yield* finished(tokens, entries, taker);
}

/** What is left when all words were read. */
function* finished(tokens: readonly CST.Token[], entries: YamlEntries, taker: Taker): InSteps<Streamed> {
  const [first, second] = tokens.filter((token) => token.type === 'document');
  const map = first?.value?.type === 'block-map' ? first.value : undefined;
  if (map !== undefined) yield* entries.takeAll(map);
  const bare = tokens
    .filter((token) => token !== second)
    .map((token) =>
      map !== undefined && token === first ? { ...first, value: { ...map, items: [] } } : token,
    );
  const composed = composedOf(bare);
  if (composed !== undefined) taker.top(composed.contents);
  const odd = second === undefined ? undefined : { offset: second.offset, complaint: SECOND };
  return { odd, errors: [...entries.errors, ...(composed?.errors ?? [])] };
}

/** `open` are the tokens that are not finished, each inside the one before; the first is the document. */
function oddOne(last: CST.Token | undefined, open: readonly CST.Token[]): Wrong | undefined {
  if (last?.type === 'directive') return { offset: last.offset, complaint: DIRECTIVE };
  const tooDeep = open[DEPTH_MAX + 1];
  return tooDeep === undefined ? undefined : { offset: tooDeep.offset, complaint: TOO_DEEP };
}

const DIRECTIVE = {
  code: 'YAML_DIRECTIVE',
  say: 'a line that begins with "%" is a directive',
  hint: 'leave it out: these files are YAML 1.2',
} as const;

const TOO_DEEP = {
  code: 'YAML_DEPTH',
  say: `lists and maps are nested deeper than ${DEPTH_MAX}`,
  hint: 'look for brackets that are never closed',
} as const;

const SECOND = {
  code: 'YAML_SYNTAX',
  say: 'a second document begins with "---"',
  hint: 'keep one document per file',
} as const;
