import { type Growth, growthOf, type Verdict, verdictOn } from './growth.ts';
import { NOT_JUDGED } from './soak-result.ts';
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
  const isJudged = spanOf(behind(FULL_MS)) >= LONG_MS;
  const seen = behind(isJudged ? FULL_MS : WARM_MS);
  const growth = growthOf(seen.map(({ atMs, held }) => ({ atMs, value: held.mib })));
  const verdict = isJudged ? verdictOn(growth, MIB_AN_HOUR_MAX) : 'tooShort';
  const grown = growthText(growth, { hours: spanOf(seen) / HOUR_MS, callsAnHour });
  const holds = `Cordboard holds ${last.held.mib.toFixed(1)} MiB behind a collection of garbage`;
  const said = isJudged
    ? SAID[verdict]
    : `${NOT_JUDGED}: its last process lived for ${ageText(life)}, and ${WHY_NOT}`;
  const line = `${holds}${grown}: ${said}`;
  return { lines: [line], faults: verdict === 'grows' ? [line] : [] };
}

const LIMIT = `at most ${MIB_AN_HOUR_MAX} MiB an hour`;
const SAID: Readonly<Record<Verdict, string>> = {
  grows: `IT GROWS: ${LIMIT}`,
  holds: LIMIT,
  tooShort: `${NOT_JUDGED}: within these bounds it may be ${LIMIT}, and may be more`,
};
const WHY_NOT = 'caches fill for an hour: it takes half an hour behind that to tell a leak from them';

const ageText = (life: readonly Weight[]): string => `${(spanOf(life) / HOUR_MS).toFixed(2)} hours`;

const spanOf = (weights: readonly Weight[]): number => (weights.at(-1)?.atMs ?? 0) - (weights[0]?.atMs ?? 0);

type How = { readonly hours: number; readonly callsAnHour: number };

function growthText(growth: Growth | null, { hours, callsAnHour }: How): string {
  if (growth === null) return '';
  const kibACall = (growth.perHour * 1_024) / callsAnHour;
  const known = `${growth.perHour.toFixed(2)} ± ${growth.plusMinus.toFixed(2)} MiB an hour`;
  return `, and grew by ${known} (${kibACall.toFixed(2)} KiB a call) over ${hours.toFixed(2)} hours`;
}
