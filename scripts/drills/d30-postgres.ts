import { eventually } from '../../test/kit/eventually.ts';
import { PostgresProcess } from '../../test/kit/postgres-process.ts';
import { untilSeen } from './alarm-seen.ts';
import { killedHandingIn } from './crash-loop.ts';
import type { Drill, DrillRun } from './drill.ts';
import { anotherIsReady } from './killed.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { StandardLoad } from './standard-load.ts';

const AWAY_MS = 600_000;
const DRAINED_S_MAX = 60;
/** Cordboard is killed so often while it hands in what had waited. */
const DEATHS = 20;
const SEEN_S_MAX = 8;
/** No Cordboard serves while it dies again and again, and who waits is not to be sent away for that. */
const SETTINGS = { CORDBOARD_OVERFLOW_AFTER: '10m' };

/** The database of the records is away, and whoever hands in what waited dies in the middle of it. */
export const postgres: Drill = {
  id: 'D30',
  title: `no PostgreSQL for ${AWAY_MS / 60_000} minutes, and kill -9 of Cordboard ${DEATHS} times while what waited is handed in`,
  promise:
    'No call notices that the database is away. Who waits and who talks is there behind the deaths, in the same order, and every call has its one record.',
  coming: 1,
  run: async (load) => {
    const server = await PostgresProcess.start();
    try {
      const settings = { ...SETTINGS, CORDBOARD_STORE_URL: server.url(await server.newSchema()) };
      return await StandardLoad.with(load, settings, (standard) => without(standard, server));
    } finally {
      await server.end();
    }
  },
};

async function without(standard: StandardLoad, server: PostgresProcess): Promise<DrillRun> {
  const { hotline } = standard;
  await server.kill();
  const [seen, meanwhile] = await Promise.all([
    untilSeen(hotline, 'store', /database takes nothing/, SEEN_S_MAX),
    offersMeanwhile(standard, AWAY_MS),
  ]);
  const { bufferedCount, lostCount } = await hotline.api.store();
  const before = await standard.order();
  const deafMs = performance.now();
  await server.run();
  const { pid, waiting } = await killedHandingIn(hotline, server, DEATHS);
  const lastMs = performance.now();
  await anotherIsReady(hotline, pid);
  const isDrained = async (): Promise<true | undefined> => {
    const { writable, bufferedCount: left } = await hotline.api.store();
    return writable && left === 0 ? true : undefined;
  };
  await eventually('everything is handed in', isDrained, 2_000 * DRAINED_S_MAX);
  const drainedMs = performance.now();
  const isSame = (await standard.order()).join() === before.join();
  const after = await aftermath(standard, { deafMs: drainedMs - deafMs });
  const least = Math.min(...waiting);
  const ownEnds = hotline.launched.output.match(/Cordboard ended \(exit code .*/g) ?? [];
  return {
    evidence: [
      `PostgreSQL was killed for ${AWAY_MS / 1_000} s, and ${bufferedCount} entries waited; then Cordboard was ` +
        `killed ${waiting.length} times within ${Math.round((lastMs - deafMs) / 1_000)} s, each time in a ` +
        `transaction, with ${least} entries or more on the disk; the alarm said: ${seen.say}`,
    ],
    figures: [
      ...after.figures,
      { what: 'entries given up', value: lostCount, unit: 'entries', atMost: 0 },
      ...meanwhile.figures,
      seen.figure,
      {
        what: 'from the last death until all that had waited is in the database',
        value: (drainedMs - lastMs) / 1_000,
        unit: 's',
        atMost: DRAINED_S_MAX,
      },
    ],
    faults: [
      ...(least > 0 ? [] : ['Cordboard was killed when nothing waited any more']),
      ...(isSame ? [] : ['the order is another one']),
      ...ownEnds.map((line) => `nobody had killed it: ${line}`),
      ...meanwhile.faults,
      ...after.faults,
    ],
  };
}
