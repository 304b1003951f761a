import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What was asked for. */
export type SoakPlan = {
  readonly hours: number;
  readonly perSecond: number;
  readonly operators: number;
  readonly seed: number;
  /** Nothing goes wrong. */
  readonly calm: boolean;
};

/** `running`: what was found so far by one that goes on, or that was killed. */
export type SoakState = 'running' | 'ended' | 'broken off';

/** What was found. */
export type SoakResult = {
  /** The day, as in "2026-11-27". */
  readonly on: string;
  readonly state: SoakState;
  readonly plan: SoakPlan;
  /** From the first call to the last one. */
  readonly hoursRun: number;
  readonly calls: number;
  readonly talked: number;
  readonly gaveUp: number;
  /** Sentences: calls that came and went while Cordboard could not hear of them, and have their records. */
  readonly unseen: readonly string[];
  /** Name → how many times. */
  readonly troubles: Readonly<Record<string, number>>;
  /** Weights and the like: sentences. */
  readonly lines: readonly string[];
  readonly faults: readonly string[];
};

/** In a line: what is told, and neither passed nor failed. */
export const NOT_JUDGED = 'NOT JUDGED';

const RESULT = fileURLToPath(new URL('../../build/soak.json', import.meta.url));
const EVIDENCE = fileURLToPath(new URL('../../build/soak-evidence', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/promises.md', import.meta.url));
const [BEGIN, END] = ['<!-- soak -->', '<!-- end of the soak -->'];
const SHOWN = 50;

/** Keeps it in the place of the one before, as a whole. */
export async function keepSoak(result: SoakResult): Promise<void> {
  await mkdir(dirname(RESULT), { recursive: true });
  await writeFile(`${RESULT}.new`, `${JSON.stringify(result, null, 2)}\n`);
  await rename(`${RESULT}.new`, RESULT);
}

/** What of a hotline's data says what has happened in it. */
const TELLING = ['cordboard.db', 'cordboard.db-wal', 'calls.jsonl', 'logs', 'run/asterisk/log'] as const;

/** Keeps what tells of faults in build/soak-evidence, in the place of another soak's. `stories`: the phones'. */
export async function keepEvidence(data: string, stories: readonly string[]): Promise<void> {
  await rm(EVIDENCE, { recursive: true, force: true });
  await mkdir(EVIDENCE, { recursive: true });
  const isThere = (name: string): boolean => existsSync(join(data, name));
  for (const name of TELLING.filter(isThere))
    await cp(join(data, name), join(EVIDENCE, name), { recursive: true });
  await writeFile(join(EVIDENCE, 'phones.txt'), `${stories.join('\n')}\n`);
}

/** One result as lines of text, without the verdict. */
export function soakLines({ unseen, troubles, lines, faults, ...result }: SoakResult): readonly string[] {
  const wrong = Object.entries(troubles).map(([name, count]) => `${count} times ${name}`);
  return [
    ranText(result),
    wrong.length === 0 ? 'nothing was made to go wrong' : wrong.join(', '),
    unseenText(unseen),
    ...shown(unseen).map((line) => `  ${line}`),
    ...lines,
    ...shown(faults).map((line) => `BROKEN: ${line}`),
  ];
}

/** "PASS: …" or "FAIL: …", with the reason. */
export function soakVerdict({ state, faults, lines, hoursRun, plan, calls }: SoakResult): string {
  const ran = `${hoursRun.toFixed(2)} of ${plan.hours} hours`;
  if (faults.length > 0) return `FAIL: ${faults.length} faults in ${ran}, the first: ${faults[0]}`;
  if (state !== 'ended') return `FAIL: broken off after ${ran}; until then there was no fault`;
  const isJudged = lines.every((line) => !line.includes(NOT_JUDGED));
  return `PASS: ${calls} calls in ${ran}, and no fault${isJudged ? '' : '; whether Cordboard grows was not judged'}`;
}

export const hasPassed = ({ state, faults }: SoakResult): boolean => state === 'ended' && faults.length === 0;

/** Writes the last result into the page of promises. Throws when there is none, or the page has no place for it. */
export async function writeSoak(): Promise<void> {
  const result = JSON.parse(await readFile(RESULT, 'utf8')) as SoakResult;
  const page = await readFile(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${PAGE} has no ${BEGIN} before an ${END}`);
  const { troubles, unseen, lines, faults } = result;
  const points = [
    ...Object.entries(troubles).map(([name, count]) => `${name}: ${count} times`),
    unseenText(unseen),
    ...lines,
    ...shown(faults).map((fault) => `**BROKEN**: ${fault}`),
  ];
  const text = [
    `${soakVerdict(result)} (${result.on}). ${ranText(result)}.`,
    '',
    ...points.map((each) => `* ${each}`),
  ];
  await writeFile(PAGE, `${page.slice(0, begin)}${BEGIN}\n\n${text.join('\n')}\n\n${page.slice(end)}`);
}

const shown = (sentences: readonly string[]): readonly string[] =>
  sentences.length <= SHOWN
    ? sentences
    : [...sentences.slice(0, SHOWN), `and ${sentences.length - SHOWN} more`];

type Ran = Pick<SoakResult, 'hoursRun' | 'plan' | 'calls' | 'talked' | 'gaveUp'>;

const ranText = ({ hoursRun, plan, calls, talked, gaveUp }: Ran): string =>
  `${hoursRun.toFixed(2)} hours really run, ${calls} calls (${plan.perSecond} a second, ${plan.operators} operators, ` +
  `seed ${plan.seed}): ${talked} talked, ${gaveUp} gave up`;

const unseenText = ({ length }: readonly string[]): string =>
  `${length} calls came and went while Cordboard could not hear of Asterisk, and have records all the same`;
