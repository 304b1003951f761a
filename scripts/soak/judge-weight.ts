import { type Growth, growthOf, type Verdict, verdictOn } from './growth.ts';
import { PARTS, type Part, type Weight } from './weight.ts';

/** What is to be said of the weights, and what of that is wrong: sentences. */
export type WeightJudged = { readonly lines: readonly string[]; readonly faults: readonly string[] };

const HOUR_MS = 3_600_000;
/** A process that has just begun compiles and fills its caches. */
const WARM_MS = 120_000;
/** Behind its first hour all its caches are full, and half an hour shows whether it still grows. */
const FULL_MS = HOUR_MS;
const LONG_MS = HOUR_MS / 2;
const MIB_AN_HOUR_MAX = 1;
/**
 * Before that hour it may keep so much of each call: some thousand ids are remembered. Whoever forgets to let go of a
 * call keeps several times as much.
 */
const KIB_A_CALL_MAX = 1;
/** At rest it may have so many more open files, and timers and sockets, than at rest before the first call. */
const FILES_MORE_MAX = 10;
const RESOURCES_MORE_MAX = 20;

/** How heavy all parts were, and whether Cordboard grows while it works. */
export function judgeWork(weights: readonly Weight[], callsAnHour: number): WeightJudged {
  const { lines, faults } = judgeGrowth(lifeOfLast(weights.filter(isHeld)), callsAnHour);
  return { lines: [...PARTS.flatMap((part) => rangeLine(part, weights)), ...lines], faults };
}

/** The first and the last weights were taken at rest: what a leak of handles leaves is there when nobody calls. */
export function judgeRest(weights: readonly Weight[]): WeightJudged {
  const held = weights.filter(isHeld);
  const [before, after] = [held[0], held.at(-1)];
  if (before === undefined || after === undefined)
    return { lines: [], faults: ['Cordboard was never weighed'] };
  const [files, resources] = [after.files - before.files, after.held.resources - before.held.resources];
  const line =
    `at rest in the end Cordboard has ${after.files} open files (${before.files} before the first call) and ` +
    `${after.held.resources} timers, sockets and the like (${before.held.resources})`;
  const isLeft = files > FILES_MORE_MAX || resources > RESOURCES_MORE_MAX;
  return { lines: [line], faults: isLeft ? [`${line}: they were not let go of`] : [] };
}

type HeldWeight = Weight & Required<Pick<Weight, 'held'>>;
const isHeld = (weight: Weight): weight is HeldWeight => weight.held !== undefined;

/** The weights of the process that lives in the end. */
const lifeOfLast = (weights: readonly HeldWeight[]): readonly HeldWeight[] =>
  weights.filter(({ pid }) => pid === weights.at(-1)?.pid);

function rangeLine(part: Part, weights: readonly Weight[]): readonly string[] {
  const of = weights.filter((weight) => weight.part === part);
  if (of.length === 0) return [];
  const [mib, files] = [rangeText(of.map((each) => each.mib)), rangeText(of.map((each) => each.files))];
  const count = new Set(of.map(({ pid }) => pid)).size;
  return [`${part}: ${mib} MiB, ${files} open files, ${count === 1 ? 'one process' : `${count} processes`}`];
}

const rangeText = (values: readonly number[]): string =>
  `${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;

function judgeGrowth(life: readonly HeldWeight[], callsAnHour: number): WeightJudged {
  const [first, last] = [life[0], life.at(-1)];
  if (first === undefined || last === undefined) return { lines: [], faults: [] };
  const behind = (ageMs: number): readonly HeldWeight[] =>
    life.filter(({ atMs }) => atMs - first.atMs >= ageMs);
  const isLong = spanOf(behind(FULL_MS)) >= LONG_MS;
  const judged = behind(isLong ? FULL_MS : WARM_MS);
  const perHourMax = isLong ? MIB_AN_HOUR_MAX : (KIB_A_CALL_MAX * callsAnHour) / 1_024;
  const growth = growthOf(judged.map(({ atMs, held }) => ({ atMs, value: held.mib })));
  const verdict = verdictOn(growth, perHourMax);
  const grown = growthText(growth, verdict, { hours: spanOf(judged) / HOUR_MS, callsAnHour, perHourMax });
  const line = `Cordboard holds ${last.held.mib.toFixed(1)} MiB behind a collection of garbage; ${grown}`;
  return { lines: [line], faults: verdict === 'grows' ? [line] : [] };
}

const spanOf = (weights: readonly Weight[]): number => (weights.at(-1)?.atMs ?? 0) - (weights[0]?.atMs ?? 0);

type How = { readonly hours: number; readonly callsAnHour: number; readonly perHourMax: number };

function growthText(
  growth: Growth | null,
  verdict: Verdict,
  { hours, callsAnHour, perHourMax }: How,
): string {
  if (growth === null) return 'its last process lived for too short a time to tell whether it grows';
  const kibACall = (growth.perHour * 1_024) / callsAnHour;
  const known = `${growth.perHour.toFixed(2)} ± ${growth.plusMinus.toFixed(2)} MiB an hour`;
  const limit = `at most ${perHourMax.toFixed(2)} MiB an hour`;
  const said = {
    grows: `IT GROWS: ${limit}`,
    holds: limit,
    tooShort: `too short a time to tell whether it is ${limit}`,
  };
  return `that grew by ${known} (${kibACall.toFixed(2)} KiB a call) over ${hours.toFixed(2)} hours: ${said[verdict]}`;
}
