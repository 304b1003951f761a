import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../test/kit/eventually.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { Drill, DrillFigure, DrillRun } from './drill.ts';
import { lacksPackages, TOOLS_ROOT } from './drill-tools.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { recordsOf } from './records-kept.ts';
import { StandardLoad } from './standard-load.ts';

/** What the clock of the wall shows more than it ought to, one after the other. */
const JUMPS_S = [3_600, 0, -3_600, 0, 5, -5, 0] as const;
const AFTER_MS = 4_000;
const SEEN_MS = 10_000;
/** Dates of HTTP are whole seconds. */
const DATE_MS = 1_500;
const AGE_ERROR_MS = 500;

/** The clock of Cordboard's process is set, while those of everybody else go on. */
export const clockJumps: Drill = {
  id: 'D32',
  title: 'the clock is set by an hour and by five seconds, forwards and backwards',
  promise:
    'Nobody waits shorter or longer for it, nobody is let go, and no record has a time that cannot be.',
  hindrance: () => lacksPackages('libfaketime'),
  coming: 1,
  run: async (load) => {
    const folder = mkdtempSync(join(tmpdir(), 'cordboard-clock-'));
    const clock = join(folder, 'offset');
    writeFileSync(clock, '+0');
    try {
      return await StandardLoad.with(load, faked(clock), (standard) => allJumps(standard, clock));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Of all processes only Node has another wall clock, and its monotonic one stays. */
function faked(clock: string): Readonly<Record<string, string>> {
  const lib = join(TOOLS_ROOT, 'usr/lib');
  const triplet = readdirSync(lib).find((name) => name.endsWith('-linux-gnu')) ?? '';
  return {
    LD_PRELOAD: join(lib, triplet, 'faketime/libfaketimeMT.so.1'),
    FAKETIME_ONLY_CMDS: 'node',
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

async function allJumps(standard: StandardLoad, clock: string): Promise<DrillRun> {
  const { hotline } = standard;
  const [evidence, figures, faults]: [string[], DrillFigure[], string[]] = [[], [], []];
  for (const seconds of JUMPS_S) {
    const [agesBefore, fromMs] = [await ages(hotline), performance.now()];
    writeFileSync(clock, `${seconds < 0 ? '' : '+'}${seconds}`);
    evidence.push(await bothClocks(hotline, seconds));
    const meanwhile = await offersMeanwhile(standard, AFTER_MS);
    const [agesAfter, passedMs] = [await ages(hotline), performance.now() - fromMs];
    figures.push(...meanwhile.figures, ageError(agesBefore, agesAfter, passedMs));
    faults.push(...meanwhile.faults);
  }
  const callers = [...standard.talking, ...standard.waiting].map(({ number }) => number);
  const startedMs = standard.startedMs;
  evidence.push("what its records say of times is not compared with Asterisk's diary: their clocks differed");
  const after = await aftermath(standard, 'untimed');
  faults.push(...after.faults, ...(await oddRecords(hotline, callers, Date.now() - startedMs)));
  return { evidence, figures: [...after.figures, ...figures], faults };
}

/** What both clocks of the process show: the one of the wall as its HTTP tells it, the other by the age of a caller. */
async function bothClocks(hotline: Hotline, seconds: number): Promise<string> {
  const isShown = async (): Promise<number | undefined> => {
    const aheadMs = (await wallMs(hotline)) - Date.now();
    return Math.abs(aheadMs - 1_000 * seconds) <= DATE_MS ? aheadMs : undefined;
  };
  const aheadMs = await eventually(`the clock of Cordboard is ${seconds} s ahead`, isShown, SEEN_MS);
  const [age] = (await ages(hotline)).values();
  return (
    `Cordboard's clock of the wall was ${(aheadMs / 1_000).toFixed(1)} s ahead of ours, and by its monotonic one ` +
    `the first in line had waited for ${((age ?? 0) / 1_000).toFixed(1)} s`
  );
}

async function wallMs({ api }: Hotline): Promise<number> {
  const answer = await fetch(`${api.url}/health/live`, { signal: AbortSignal.timeout(2_000) });
  await answer.arrayBuffer();
  return Date.parse(answer.headers.get('date') ?? '');
}

/** Caller → how long they have waited. */
async function ages({ api }: Hotline): Promise<ReadonlyMap<string, number>> {
  const { queues } = await api.board();
  return new Map(
    queues.flatMap(({ waiting }) => waiting.map(({ caller, ageMs }) => [caller, ageMs] as const)),
  );
}

function ageError(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  passedMs: number,
): DrillFigure {
  const errors = [...after].flatMap(([caller, age]) => {
    const ageBefore = before.get(caller);
    return ageBefore === undefined ? [] : [Math.abs(age - ageBefore - passedMs)];
  });
  const value = errors.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...errors);
  return { what: 'error in the age of a caller over a jump', value, unit: 'ms', atMost: AGE_ERROR_MS };
}

/** Records with a time that cannot be: nobody waited or talked for longer than the drill went on, or not at all. */
async function oddRecords(
  { api }: Hotline,
  callers: readonly string[],
  lastedMs: number,
): Promise<readonly string[]> {
  const odd: string[] = [];
  for (const [caller, records] of await recordsOf(api, callers)) {
    for (const { waitMs, talkMs, arrivedMs, endedMs } of records) {
      if (waitMs < 0 || talkMs < 0 || waitMs + talkMs > lastedMs)
        odd.push(`${caller} is said to have waited for ${waitMs} ms and talked for ${talkMs} ms`);
      if (endedMs !== null && endedMs < arrivedMs) odd.push(`${caller} is said to have gone before coming`);
    }
  }
  return odd;
}
