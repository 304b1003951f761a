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

/** `file:line:column CODE sentence` and the hint on a line of its own. */
export function mistakeText(mistake: Mistake): string {
  const { file, line, column, code, say, hint } = mistake;
  return `${file}:${line}:${column} ${code} ${say}\n    ${hint}`;
}

/**
 * The known name nearest to a misspelt one (Damerau-Levenshtein distance of at most a third of its length),
 * or undefined.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost 1 each. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, before[column - 2]! + 1);
      current.push(cost);
    }
    before = last;
    last = current;
  }
  return last[b.length]!;
}
