import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Drill,
  type DrillFigure,
  type DrillLoad,
  type DrillRun,
  figureText,
  hasPassed,
  isMet,
  loadText,
} from './drill.ts';

const RESULTS = fileURLToPath(new URL('../../build/drills.json', import.meta.url));
const BEGIN = '<!-- drills -->';

/** What came of a drill the last time: its runs, or why it could not be run here. */
type Result = RunResult | { readonly on: string; readonly hindrance: string };

/** How it was run, how often it passed, what proved that the faults really happened, and the worst of each figure. */
type RunResult = {
  readonly on: string;
  readonly load: DrillLoad | string;
  readonly runs: number;
  readonly passed: number;
  readonly evidence: readonly string[];
  readonly worst: readonly DrillFigure[];
  readonly faults: readonly string[];
};
type Results = Readonly<Record<string, Result>>;

/** Keeps the result, in the place of the one before; those of other drills stay. */
export async function keepResult(
  { id }: Drill,
  load: DrillLoad | string,
  runs: readonly DrillRun[],
): Promise<void> {
  await keep(id, resultOf(load, runs, today()));
}

/** What is kept of these runs. */
export const resultOf = (load: DrillLoad | string, runs: readonly DrillRun[], on: string): RunResult => ({
  ...{ on, load, runs: runs.length, passed: runs.filter(hasPassed).length },
  evidence: runs.flatMap(({ evidence }) => evidence),
  worst: worstOf(runs),
  faults: runs.flatMap(({ faults }) => faults).slice(0, 10),
});

/** A drill that cannot be run here has no result: one of another machine, or of before, stays. */
export async function keepHindrance({ id }: Drill, hindrance: string): Promise<void> {
  if ((await results())[id] === undefined) await keep(id, { on: today(), hindrance });
}

/** "D26  Redis lost with all its data: 3 of 3 passed (2026-11-26, 200 waiting, 50 talking)", of every drill. */
export async function listOf(drills: readonly Drill[]): Promise<readonly string[]> {
  const known = await results();
  return drills.map(({ id, title }) => `${id.padEnd(4)} ${title}: ${shortly(known[id])}`);
}

/** The last result in a line. */
export function shortly(result: Result | undefined): string {
  if (result === undefined) return 'not run yet';
  if ('hindrance' in result) return `cannot be run here: ${result.hindrance} (${result.on})`;
  return `${result.passed} of ${result.runs} passed (${whenAndHow(result)})`;
}

const whenAndHow = ({ on, load }: RunResult): string => `${on}, ${loadText(load)}`;

const today = (): string => new Date().toISOString().slice(0, 10);

/** At once and as a whole: whoever ends a long series early, or goes on with it later, has what was done. */
async function keep(id: string, result: Result): Promise<void> {
  await mkdir(dirname(RESULTS), { recursive: true });
  await writeFile(`${RESULTS}.new`, `${JSON.stringify({ ...(await results()), [id]: result }, null, 2)}\n`);
  await rename(`${RESULTS}.new`, RESULTS);
}

/**
 * Writes the figures of the last runs into a page of docs, behind what people have written there. What the page says
 * of a drill that was not run here since stays: its figures were seen elsewhere, or before.
 */
export async function writePromises(page: string, drills: readonly Drill[]): Promise<void> {
  const known = await results();
  const path = fileURLToPath(new URL(`../../docs/${page}`, import.meta.url));
  const [words = '', before = ''] = (await readFile(path, 'utf8')).split(BEGIN);
  const parts = drills.map((drill) => `${headOf(drill)}\n\n${outcomeOf(drill, known[drill.id], before)}`);
  await writeFile(path, `${words}${BEGIN}\n\n${parts.join('\n\n')}\n`);
}

async function results(): Promise<Results> {
  const text = await readFile(RESULTS, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Results;
}

function worstOf(runs: readonly DrillRun[]): readonly DrillFigure[] {
  const worst = new Map<string, DrillFigure>();
  for (const figure of runs.flatMap(({ figures }) => figures)) {
    const before = worst.get(figure.what);
    const isWorse =
      before === undefined ||
      (figure.atLeast === undefined ? figure.value > before.value : figure.value < before.value);
    if (isWorse) worst.set(figure.what, figure);
  }
  return [...worst.values()];
}

const headOf = ({ id, title, promise }: Drill): string => `### ${id}: ${title}\n\n${promise}`;

/** What came of the last runs of a drill; without any, what was on the page of it. */
export function outcomeOf(drill: Drill, result: Result | undefined, page: string): string {
  if (result === undefined)
    return outcomeOn(page, drill) ?? `Not run yet: \`npm run drills -- ${drill.id}\`.`;
  if ('hindrance' in result) return `Could not be run (${result.on}): ${result.hindrance}.`;
  const { runs, passed, worst, faults } = result;
  const how = `${passed} of ${runs} runs passed (${whenAndHow(result)}). The worst of them:`;
  const figures = worst.map((figure) => `* ${figureText(figure)}${isMet(figure) ? '' : ' **(broken)**'}`);
  return [how, '', ...figures, ...faults.map((fault) => `* **BROKEN**: ${fault}`)].join('\n');
}

/** The part of a page that is the outcome of this drill: what follows its promise, as far as the next heading. */
function outcomeOn(page: string, { id }: Drill): string | undefined {
  const section = page.split(/^### /m).find((part) => part.startsWith(`${id}: `));
  return section?.split('\n\n').slice(2).join('\n\n').trimEnd();
}
