import { mkdir, readFile, writeFile } from 'node:fs/promises';
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
} from './drill.ts';

const RESULTS = fileURLToPath(new URL('../../build/drills.json', import.meta.url));
const BEGIN = '<!-- drills -->';

/** The last result of each drill: how it was run, how often it passed, and the worst of each figure. */
type Result = {
  readonly on: string;
  readonly load: DrillLoad;
  readonly runs: number;
  readonly passed: number;
  readonly worst: readonly DrillFigure[];
  readonly faults: readonly string[];
};
type Results = Readonly<Record<string, Result>>;

/** Keeps the result, in the place of the one before; those of other drills stay. */
export async function keepResult({ id }: Drill, load: DrillLoad, runs: readonly DrillRun[]): Promise<void> {
  const result: Result = {
    on: new Date().toISOString().slice(0, 10),
    ...{ load, runs: runs.length, passed: runs.filter(hasPassed).length },
    worst: worstOf(runs),
    faults: runs.flatMap(({ faults }) => faults).slice(0, 10),
  };
  await mkdir(dirname(RESULTS), { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify({ ...(await results()), [id]: result }, null, 2)}\n`);
}

/** Writes the figures of the last runs into a page of docs, behind what people have written there. */
export async function writePromises(page: string, drills: readonly Drill[]): Promise<void> {
  const known = await results();
  const path = fileURLToPath(new URL(`../../docs/${page}`, import.meta.url));
  const [words = ''] = (await readFile(path, 'utf8')).split(BEGIN);
  const parts = drills.map((drill) => promiseText(drill, known[drill.id]));
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

function promiseText({ id, title, promise }: Drill, result: Result | undefined): string {
  const head = `### ${id}: ${title}\n\n${promise}`;
  if (result === undefined) return `${head}\n\nNot run yet: \`npm run drills -- ${id}\`.`;
  const { on, load, runs, passed, worst, faults } = result;
  const how = `${passed} of ${runs} runs passed (${on}, ${load.waiting} waiting, ${load.talking} talking). The worst of them:`;
  const figures = worst.map((figure) => `* ${figureText(figure)}${isMet(figure) ? '' : ' **(broken)**'}`);
  return [head, '', how, '', ...figures, ...faults.map((fault) => `* **BROKEN**: ${fault}`)].join('\n');
}
