import { type CST, Lexer, type LineCounter, Parser } from 'yaml';
import type { InSteps } from '../base/index.ts';
import type { Complaint } from '../flow/index.ts';
import type { FileLimits } from './file-limits.ts';
import {
  A_LIST,
  DEPTH_MAX,
  DIRECTIVE,
  ENTRY_TOO_LONG,
  ENTRY_WORDS_MAX,
  HEAD_TOO_LONG,
  HEAD_WORDS_MAX,
  SECOND,
  TOO_DEEP,
  TOO_WRONG,
  tooLongFile,
  tooManyEntries,
  WORD_MAX,
  WORD_TOO_LONG,
} from './yaml-complaints.ts';
import { type Taker, YamlEntries } from './yaml-entries.ts';
import { glance } from './yaml-glance.ts';
import { composedOf, type Errors, WRONGS_MAX } from './yaml-nodes.ts';
import type { Wrong } from './yaml-wrong.ts';

/** So many words of YAML make a step of the work. */
const STEP = 64;
/** Most that is wrong with a file shows at its beginning; whoever goes on for longer is looked over first. */
const GLANCE_AT = 4_096;
/** A sign of the library's lexer: a text without quotes is next, which may begin in any way. */
const TEXT_FOLLOWS = '\u{1f}';
/** An anchor, an alias or a tag. */
const MARK = /^[&*!]/;

/** What is wrong with the syntax, as the library says it, and the one thing for which no more of the file was read. */
export type Streamed = { readonly odd: Wrong | undefined; readonly errors: Errors };

/**
 * Reads a file and hands over what is in it. A long map at its top, and a long map in that one, is handed over entry by
 * entry: of a flow of a thousand steps only a few are in memory with all their commas and colons. Nesting so deep that
 * it would exhaust the stack is refused, and so are directives, which could change what everything after them means.
 */
export function* streamed(
  text: string,
  lines: LineCounter,
  taker: Taker,
  limits: FileLimits,
): InSteps<Streamed> {
  const parser = new Parser(lines.addNewLine);
  const entries = new YamlEntries(taker);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  let count = 0;
  let takenAt = 0;
  let strangersCount = 0;
  let isText = false;
  for (const word of new Lexer().lex(text)) {
    if (word.length > WORD_MAX) return { odd: tooLong(lines), errors: [] };
    if (!isText && MARK.test(word)) strangersCount += 1;
    isText = word === TEXT_FOLLOWS;
    for (const token of parser.next(word)) {
      tokens.push(token);
      if (token.type === 'error' || token.type === 'doc-end') strangersCount += 1;
    }
    const odd = oddOne(tokens.at(-1), parser.stack);
    if (odd !== undefined) return { odd, errors: [] };
    count += 1;
    if (count % STEP !== 0) continue;
    if (isBehindTheEnd(parser.stack.at(-1))) strangersCount += 1;
    const seen = count === GLANCE_AT ? glance(text, limits) : undefined;
    if (seen !== undefined) {
      countLines(text, lines, seen.offset);
      return { odd: seen, errors: entries.errors };
    }
    const before = entries.takenCount;
    yield* entries.takeFrom(parser.stack);
    if (entries.takenCount > before) takenAt = count;
    const complaint = tooMuch({
      limits,
      count,
      sinceTaken: count - takenAt,
      strangersCount,
      entries,
      taker,
      open: parser.stack,
    });
    const enough = complaint && { offset: lines.lineStarts.at(-1)!, complaint };
    if (complaint === TOO_WRONG)
      return {
        odd: enough,
        errors: errorsIn(entries, composedOf(withoutEntries([...tokens, ...parser.end()]))),
      };
    if (enough !== undefined || !taker.isWhole) return { odd: enough, errors: entries.errors };
    yield;
  }
  tokens.push(...parser.end());
  return finished(tokens, yield* entriesLeft(tokens, entries), taker);
}

/** Words behind a value that is complete: the parser keeps them, and complains only when all is read. */
function isBehindTheEnd(innermost: CST.Token | undefined): boolean {
  const ends = innermost !== undefined && 'end' in innermost ? innermost.end : undefined;
  return ends?.at(-1)?.type.endsWith('scalar') === true;
}

/** The lines up to a place that the parser has not come to. */
function countLines(text: string, lines: LineCounter, end: number): void {
  for (
    let at = text.indexOf('\n', lines.lineStarts.at(-1));
    at >= 0 && at < end;
    at = text.indexOf('\n', at + 1)
  )
    lines.addNewLine(at + 1);
}

const tooLong = ({ lineStarts }: LineCounter): Wrong => ({
  offset: lineStarts.at(-1)!,
  complaint: WORD_TOO_LONG,
});

/** What is to be said of a file of which there is no use in reading on. */
function tooMuch(read: {
  readonly limits: FileLimits;
  /** Tokens that are not finished. */
  readonly open: readonly CST.Token[];
  readonly count: number;
  readonly sinceTaken: number;
  /** Tokens that are no part of a document, or that no file may have: anchors, aliases and tags. */
  readonly strangersCount: number;
  readonly entries: YamlEntries;
  readonly taker: Taker;
}): Complaint | undefined {
  const { words, entries } = read.limits;
  if (read.count > words) return tooLongFile(words);
  if (read.open.some((token) => token.type === 'flow-collection' && token.items.length > entries))
    return tooManyEntries(entries);
  if (read.open.length === 0 && read.count > HEAD_WORDS_MAX) return HEAD_TOO_LONG;
  if (read.sinceTaken > ENTRY_WORDS_MAX) return ENTRY_TOO_LONG;
  const wrongsCount = read.strangersCount + read.entries.errors.length + read.taker.wrongsCount;
  return wrongsCount >= WRONGS_MAX ? TOO_WRONG : undefined;
}

function* entriesLeft(tokens: readonly CST.Token[], entries: YamlEntries): InSteps<YamlEntries> {
  const map = tokens.find((token) => token.type === 'document')?.value;
  if (map?.type === 'block-map') yield* entries.takeAll(map);
  return entries;
}

/** What is left when all words were read. */
function finished(tokens: readonly CST.Token[], entries: YamlEntries, taker: Taker): Streamed {
  const composed = composedOf(withoutEntries(tokens));
  if (composed !== undefined) taker.top(composed.contents);
  return { odd: undefined, errors: errorsIn(entries, composed) };
}

/** What the library has to say of what was read so far: of the entries, and of what stands beside them. */
const errorsIn = ({ errors }: YamlEntries, composed: ReturnType<typeof composedOf>): Errors =>
  [...errors, ...(composed?.errors ?? [])].slice(0, WRONGS_MAX);

const withoutEntries = (tokens: readonly CST.Token[]): readonly CST.Token[] =>
  tokens.map((token) =>
    token.type === 'document' && token.value?.type === 'block-map'
      ? { ...token, value: { ...token.value, items: [] } }
      : token,
  );

/** `open` are the tokens that are not finished, each inside the one before; the first is the document. */
function oddOne(last: CST.Token | undefined, open: readonly CST.Token[]): Wrong | undefined {
  if (last?.type === 'directive') return { offset: last.offset, complaint: DIRECTIVE };
  const [document, top] = open;
  if (last?.type === 'document' && document?.type === 'document')
    return { offset: document.offset, complaint: SECOND };
  const isList = top?.type === 'block-seq' || (top?.type === 'flow-collection' && top.start.source === '[');
  if (isList) return { offset: top.offset, complaint: A_LIST };
  const tooDeep = open[DEPTH_MAX + 1];
  return tooDeep === undefined ? undefined : { offset: tooDeep.offset, complaint: TOO_DEEP };
}
