import type { FileLimits } from './file-limits.ts';
import { ENTRY_TOO_LONG, ENTRY_WORDS_MAX, tooLongFile, tooManyEntries } from './yaml-complaints.ts';
import type { Wrong } from './yaml-wrong.ts';

const [NEWLINE, RETURN, SPACE, COMMA, DASH] = [10, 13, 32, 44, 45];
/** `[` and `{` differ in one bit, and so do `]` and `}`. */
const [CASE, OPEN, CLOSE] = [32, 123, 125];
/** A line that begins so begins no entry: a comment, or the end of a pair of brackets. */
const NO_ENTRY = new Set([...'#]}'].map((sign) => sign.charCodeAt(0)));

/**
 * Whether a text holds more than its limits allow, as far as one look at each character tells. To take a text apart
 * costs about a hundred times as much, and what is far too large would hold up whoever waits for the answer. What
 * passes here may still be too much; what is in quotes or in a comment counts as well, and no file of use comes near.
 */
export function glance(text: string, limits: FileLimits): Wrong | undefined {
  return signsIn(text, limits.words) ?? entriesIn(text, limits.entries);
}

/** Each of these signs is at least one word of YAML, and whatever is in one line belongs to one entry. */
function signsIn(text: string, most: number): Wrong | undefined {
  let count = 0;
  let countBefore = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === NEWLINE) countBefore = count;
    if (code !== COMMA && (code | CASE) !== OPEN && (code | CASE) !== CLOSE) continue;
    count += 1;
    if (count > most) return { offset, complaint: tooLongFile(most) };
    if (count - countBefore > ENTRY_WORDS_MAX) return { offset, complaint: ENTRY_TOO_LONG };
  }
  return undefined;
}

/** Lines that begin below each other, with none between that begins further left, are entries of one map or list. */
function entriesIn(text: string, most: number): Wrong | undefined {
  /** Each deeper than the one before. */
  const open: { readonly depth: number; count: number }[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const first = firstOf(text, start, end);
    const code = first === end ? NEWLINE : text.charCodeAt(first);
    if (code !== NEWLINE && code !== RETURN && !NO_ENTRY.has(code)) {
      // The items of a list may begin where the key above them does, and are no entries of that key's map.
      const depth = 2 * (first - start) + (code === DASH ? 1 : 0);
      while ((open.at(-1)?.depth ?? -1) > depth) open.pop();
      if (open.at(-1)?.depth !== depth) open.push({ depth, count: 0 });
      const level = open.at(-1)!;
      level.count += 1;
      if (level.count > most) return { offset: first, complaint: tooManyEntries(most) };
    }
    start = end + 1;
  }
  return undefined;
}

/** Where a line begins after its spaces. */
function firstOf(text: string, start: number, end: number): number {
  let first = start;
  while (first < end && text.charCodeAt(first) === SPACE) first += 1;
  return first;
}
