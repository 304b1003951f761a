import { eventually } from '../../test/kit/eventually.ts';
import { PostgresProcess } from '../../test/kit/postgres-process.ts';
import { untilSeen } from './alarm-seen.ts';
import type { Drill, DrillRun } from './drill.ts';
import { cordboardDies } from './killed.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { StandardLoad } from './standard-load.ts';

const AWAY_MS = 45_000;
const DRAINED_S_MAX = 60;
/** Cordboard is killed so often while it hands in what had waited. */
const DEATHS = 3;
const SEEN_S_MAX = 8;

/** The database of the records is away, and whoever hands in what waited dies in the middle of it. */
export const postgres: Drill = {
  id: 'D30',
  title: 'no PostgreSQL for 45 seconds, and kill -9 of Cordboard while what waited is handed in',
  promise: 'No call notices, and every call has its one record when the database is back.',
  load: { atMost: { waiting: 100, talking: 25 } },
  coming: 1,
  run: async (load) => {
    const server = await PostgresProcess.start();
    try {
      const settings = { CORDBOARD_STORE_URL: server.url(await server.newSchema()) };
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
  const { bufferedCount } = await hotline.api.store();
  await server.run();
  const backMs = performance.now();
  for (let death = 0; death < DEATHS; death++) await cordboardDies(hotline);
  const isDrained = async (): Promise<true | undefined> => {
    const { writable, bufferedCount: left } = await hotline.api.store();
    return writable && left === 0 ? true : undefined;
  };
  await eventually('everything is handed in', isDrained, 2_000 * DRAINED_S_MAX);
  const drainedMs = performance.now() - backMs;
  const after = await aftermath(standard, { deafMs: drainedMs });
  return {
    evidence: [
      `PostgreSQL was killed for ${AWAY_MS / 1_000} s; ${bufferedCount} entries waited, and Cordboard was killed ` +
        `${DEATHS} times when it was back; the alarm said: ${seen.say}`,
    ],
    figures: [
      ...after.figures,
      ...meanwhile.figures,
      seen.figure,
      {
        what: 'until all that had waited is in the database, deaths included',
        value: drainedMs / 1_000,
        unit: 's',
        atMost: DRAINED_S_MAX,
      },
    ],
    faults: [...meanwhile.faults, ...after.faults],
  };
}
