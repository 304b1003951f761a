import { readdirSync, readFileSync } from 'node:fs';
import type { StandardLoad } from '../drills/standard-load.ts';

/** What a process holds at a moment: memory in MiB, files that are open. */
export type Weight = {
  readonly part: Part;
  readonly pid: number;
  readonly atMs: number;
  readonly mib: number;
  readonly files: number;
};
type Part = (typeof PARTS)[number];
const PARTS = ['cordboard', 'redis'] as const;

/** Memory of the first hour is that of a house that fills. */
const FIRST_MS = 3_600_000;
const HOUR_MS = 3_600_000;

/** One that is just away has none. */
export async function weigh({ hotline }: StandardLoad, atMs: number): Promise<readonly Weight[]> {
  const found: Weight[] = [];
  for (const part of PARTS)
    try {
      const pid = await hotline.pidOf(part);
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
      found.push({ part, pid, atMs, mib: kib / 1_024, files: readdirSync(`/proc/${pid}/fd`).length });
    } catch {}
  return found;
}

/** "cordboard: 142 to 163 MiB in 12 processes …", one line for each part. */
export function weightLines(weights: readonly Weight[]): readonly string[] {
  return PARTS.map((part) => {
    const of = weights.filter((weight) => weight.part === part);
    const [mib, files] = [of.map((weight) => weight.mib), of.map((weight) => weight.files)];
    const range = (values: readonly number[]): string =>
      `${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;
    const pids = new Set(of.map(({ pid }) => pid)).size;
    const slope = slopeOf(of.filter(({ atMs, pid }) => atMs >= FIRST_MS && pid === of.at(-1)?.pid));
    const grown =
      slope === null
        ? 'lived for too short a time behind the first hour to tell how it grows'
        : `grows by ${slope.toFixed(2)} MiB an hour`;
    return `${part}: ${range(mib)} MiB, ${range(files)} open files, in ${pids} processes; the last one ${grown}`;
  });
}

/** By least squares, in MiB an hour; null: of less than half an hour. */
function slopeOf(weights: readonly Weight[]): number | null {
  const [first, last] = [weights[0], weights.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < HOUR_MS / 2) return null;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const hours = weights.map(({ atMs }) => atMs / HOUR_MS);
  const [meanHours, meanMib] = [mean(hours), mean(weights.map(({ mib }) => mib))];
  const products = weights.map(({ mib }, at) => (hours[at]! - meanHours) * (mib - meanMib));
  const squares = hours.map((hour) => (hour - meanHours) ** 2);
  return mean(products) / mean(squares);
}
