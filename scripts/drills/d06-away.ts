import { eventually } from '../../test/kit/eventually.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { recordsOf } from './records-kept.ts';
import { passes, StandardLoad } from './standard-load.ts';

/** Callers are kept for so long while no Cordboard is ready. */
const AFTER_S = 4;
const AWAY_MS = 12_000;
const LOOK_EVERY_MS = 20;
const HEARD_MS = 1_000;

/** Whatever starts dies at once: there is no Cordboard for longer than callers are kept. */
export const away: Drill = {
  id: 'D06',
  title: 'Cordboard stays away for longer than the limit',
  promise:
    'Whoever waits hears the apology of the exchange instead of waiting for nobody; whoever talks goes on talking.',
  coming: 1,
  run: async (load) => {
    const standard = await StandardLoad.open(load, { CORDBOARD_OVERFLOW_AFTER: `${AFTER_S}s` });
    try {
      return await kept(standard, load);
    } finally {
      await standard.close();
    }
  },
};

async function kept(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const { hotline } = standard;
  const before = await standard.talkers();
  const [faults, fromMs]: [string[], number] = [[], performance.now()];
  const isOver = { is: false };
  const killed = keepKilling(standard, isOver);
  const apologies = async (): Promise<number> => {
    const channels = await hotline.witness.channels();
    return channels.filter(({ dialplan }) => dialplan.context === 'static-overflow').length;
  };
  const allHear = async (): Promise<true | undefined> => ((await apologies()) === waiting ? true : undefined);
  await eventually('all who wait hear the apology', allHear, AWAY_MS).catch((err: Error) =>
    faults.push(err.message),
  );
  const heardMs = performance.now() - fromMs;
  const gapMs = standard.longestGapMs(performance.now() - HEARD_MS);
  faults.push(...silenced(before, await standard.talkers()));
  isOver.is = true;
  const deaths = await killed;
  const isReady = async (): Promise<true | undefined> => ((await hotline.api.isReady()) ? true : undefined);
  await eventually('Cordboard is ready again', isReady, 30_000);
  faults.push(...silenced(before, await standard.talkers()));
  faults.push(...(await standard.end()), ...(await notOverflown(standard)));
  return {
    evidence: [
      `${deaths} processes were killed one after the other, with ${waiting} waiting and ${talking} talking`,
    ],
    figures: [
      {
        what: 'until all who waited heard the apology',
        value: heardMs / 1_000,
        unit: 's',
        atMost: AFTER_S + 6,
      },
      { what: 'longest gap in the sound of talkers', value: gapMs, unit: 'ms' },
    ],
    faults,
  };
}

/** Whoever talked before talks, and nobody else does. */
const silenced = (before: readonly string[], now: readonly string[]): readonly string[] => [
  ...before.filter((number) => !now.includes(number)).map((number) => `${number} talks no more`),
  ...now
    .filter((number) => !before.includes(number))
    .map((number) => `${number} has left the line for a talk`),
];

/** Who heard the apology, to its end or still just now, is on record so, and has not given up. */
async function notOverflown({ hotline, waiting }: StandardLoad): Promise<readonly string[]> {
  const records = await recordsOf(hotline.api, new Set(waiting.map(({ number }) => number)));
  const others = [...records.values()].flat().filter(({ outcome }) => outcome !== 'overflow');
  return others.map(({ caller, outcome }) => `${caller} heard the apology, and the record says ${outcome}`);
}

/** Resolves with how many had to die. */
async function keepKilling({ hotline }: StandardLoad, isOver: { readonly is: boolean }): Promise<number> {
  const killed = new Set<number>();
  while (!isOver.is) {
    const pid = await hotline.pidOf('cordboard').catch(() => 0);
    if (pid !== 0 && !killed.has(pid)) {
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    await passes(LOOK_EVERY_MS);
  }
  return killed.size;
}
