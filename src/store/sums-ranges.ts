import { LEVELS_MS } from './report-rows.ts';

/** A stretch of time whose sums are read from rows of one length. */
export type SumsRange = { readonly levelMs: number; readonly fromMs: number; readonly toMs: number };

/** Behind all that was ever counted. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;
const [GRAIN, HOUR, QUARTER] = LEVELS_MS;

/** What lies between borders, in the order of time: of each moment the longest row that no border cuts. */
export function rangesBetween(borders: readonly number[]): readonly SumsRange[] {
  const cut = { [HOUR]: cutRows(borders, HOUR), [QUARTER]: cutRows(borders, QUARTER) };
  const isWhole = (levelMs: typeof HOUR | typeof QUARTER, atMs: number): boolean =>
    atMs % levelMs === 0 && !cut[levelMs].has(atMs);
  const lastMs = borders.at(-1)!;
  const ranges: SumsRange[] = [];
  for (let atMs = borders[0]!; atMs < lastMs; ) {
    const levelMs = ([QUARTER, HOUR] as const).find((each) => isWhole(each, atMs)) ?? GRAIN;
    const toMs = atMs + levelMs;
    const before = ranges.at(-1);
    if (before?.levelMs === levelMs) ranges[ranges.length - 1] = { ...before, toMs };
    else ranges.push({ levelMs, fromMs: atMs, toMs });
    atMs = toMs;
  }
  return ranges;
}

/** All that came after a border. */
export function rangesAfter(border: number): readonly SumsRange[] {
  const [hourMs, quarterMs] = [HOUR, QUARTER].map((levelMs) => Math.ceil(border / levelMs) * levelMs);
  const ranges = [
    { levelMs: GRAIN, fromMs: border, toMs: hourMs! },
    { levelMs: HOUR, fromMs: hourMs!, toMs: quarterMs! },
    { levelMs: QUARTER, fromMs: quarterMs!, toMs: NEVER_MS },
  ];
  return ranges.filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** The beginnings of rows within which a border lies: the first and the last border cut theirs, too. */
function cutRows(borders: readonly number[], levelMs: number): ReadonlySet<number> {
  const within = borders.filter((border) => border % levelMs !== 0);
  return new Set(within.map((border) => Math.floor(border / levelMs) * levelMs));
}
