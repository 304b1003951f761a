import { eventually } from '../../test/kit/eventually.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { passes, StandardLoad } from './standard-load.ts';

const AWAY_MS = 20_000;
const LOOK_EVERY_MS = 100;
const OFFER_MS_MAX = 2_000;
/** An operator is freed so often while there is no Redis. */
const FREED_EVERY_MS = 4_000;

/** Redis dies, and whatever starts in its place, too. */
export const redis: Drill = {
  id: 'D25',
  title: 'no Redis for 20 seconds',
  promise:
    'No call notices: callers wait, are offered and talk as before; what Redis was to be told it is told later.',
  run: async (load) => {
    const standard = await StandardLoad.open(load);
    try {
      return await without(standard, load);
    } finally {
      await standard.close();
    }
  },
};

async function without(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const { hotline, diary, phones } = standard;
  const [order, killed, offersMs]: [readonly string[], Set<number>, number[]] = [
    await standard.order(),
    new Set(),
    [],
  ];
  const faults: string[] = [];
  const endMs = performance.now() + AWAY_MS;
  for (let nextMs = performance.now(); performance.now() < endMs; await passes(LOOK_EVERY_MS)) {
    const pid = await hotline.pidOf('redis').catch(() => 0);
    if (pid !== 0 && !killed.has(pid)) process.kill(pid, 'SIGKILL');
    killed.add(pid);
    if (performance.now() < nextMs) continue;
    nextMs += FREED_EVERY_MS;
    const [from, freedMs] = [diary.events.length, performance.now()];
    phones[offersMs.length % phones.length]!.hangUp();
    const offer = await diary.until(
      'the next caller is offered',
      ({ kind }) => kind === 'rang',
      10_000,
      from,
    );
    if (offer.peer !== order[offersMs.length]) faults.push(`${offer.peer} was offered out of turn`);
    offersMs.push(offer.atMs - freedMs);
  }
  const isReady = async (): Promise<true | undefined> => ((await hotline.api.isReady()) ? true : undefined);
  await eventually('all is well again', isReady, 30_000);
  faults.push(...standard.lost().map((line) => `dropped: ${line}`), ...(await standard.end()));
  return {
    evidence: [
      `${killed.size} processes of Redis were killed, with ${waiting} waiting and ${talking} talking`,
    ],
    figures: [
      { what: 'callers dropped', value: standard.lost().length, unit: 'callers', atMost: 0 },
      {
        what: 'from an operator who is free to the next offer',
        value: Math.max(...offersMs),
        unit: 'ms',
        atMost: OFFER_MS_MAX,
      },
    ],
    faults,
  };
}
