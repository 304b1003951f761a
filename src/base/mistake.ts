/**
 * Something wrong in a file that a person wrote. Mistakes are collected, never thrown: all are shown at once.
 * `line` and `column` count from 1. `code` is stable (tests and documentation name it), `say` may improve.
 */
export type Mistake = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly say: string;
  /** What to do about it, in one sentence. */
  readonly hint: string;
};

/** The same mistake with its file as seen from outside of the folder. */
export function mistakeIn(folder: string, mistake: Mistake): Mistake {
  return { ...mistake, file: `${folder}/${mistake.file}` };
}

/**
 * `file:line:column CODE sentence` and the hint on a line of its own. Characters that are not seen, and could turn the
 * rest of a terminal's line about, are written as their codes.
 */
export function mistakeText(mistake: Mistake): string {
  const { file, line, column, code, say, hint } = mistake;
  return `${visible(file)}:${line}:${column} ${code} ${visible(say)}\n    ${visible(hint)}`;
}

const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

/** Of longer names none is near: nobody mistypes so much. */
const NAME_MAX = 100;

/**
 * The known name nearest to a misspelt one (Damerau-Levenshtein distance of at most a third of its length),
 * or undefined.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > NAME_MAX) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost 1 each. From `limit` on
 * it does not matter how much it is, and only the cells are looked at that could be below: those near the diagonal.
 */
function editDistance(a: string, b: string, limit: number): number {
  const width = b.length + 1;
  let before: number[] = [];
  let last = Array.from({ length: width }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = new Array<number>(width).fill(limit);
    current[0] = row;
    let least = row;
    const to = Math.min(b.length, row + limit);
    for (let column = Math.max(1, row - limit); column <= to; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, before[column - 2]! + 1);
      current[column] = cost;
      least = Math.min(least, cost);
    }
    if (least >= limit) return limit;
    [before, last] = [last, current];
  }
  return last[b.length]!;
}
