import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../test/kit/eventually.ts';
import { type Launched, launchHotline, ownSettings } from '../../test/kit/hotline.ts';
import { HotlineApi } from '../../test/kit/hotline-api.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import { passes } from './standard-load.ts';

const READY_MS = 30_000;
const WATCHED_MS = 10_000;
const LOOK_EVERY_MS = 200;
/** What was on its way when the other one came. */
const ON_ITS_WAY_MS = 100;

/** A second Cordboard is started for the same Asterisk, by mistake or by somebody who moves it elsewhere. */
export const two: Drill = {
  id: 'D14',
  title: 'a second Cordboard serves the same Asterisk',
  promise:
    'The first stands aside for good and gives no command any more; callers keep their places with the second, and who talks goes on talking.',
  coming: 1,
  run: (load) => onFaultyLine(load, (faulty) => replaced(faulty, load)),
};

async function replaced(faulty: FaultyLoad, load: DrillLoad): Promise<DrillRun> {
  const { standard, line } = faulty;
  const before = await standard.order();
  const firstSockets = line.counts.socketsOpened;
  const second = await launchSecond(faulty);
  try {
    const api = await apiOf(second);
    await eventually('the second is ready', async () => ((await api.isReady()) ? true : undefined), READY_MS);
    const readyMs = performance.now();
    const notReady = await watch(api);
    const commands = line.counts.requests.seen.filter(({ what, atMs }) => {
      return !what.startsWith('GET') && atMs > readyMs + ON_ITS_WAY_MS;
    });
    const faults = standard.lost().map((lost) => `dropped: ${lost}`);
    const after = await standard.order(api);
    if (after.join() !== before.join()) faults.push(`${after.length} wait in another order than before`);
    const pairs = await standard.pairs();
    if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
    if (await standard.hotline.api.isReady()) faults.push('the first says that it is ready');
    faults.push(...commands.slice(0, 5).map(({ what }) => `the first still commands: ${what}`));
    faults.push(...(await standard.endNewcomers()));
    for (const call of [...standard.talking, ...standard.waiting]) call.hangUp();
    await standard.hotline.witness.isEmpty().catch((err: Error) => faults.push(String(err.cause ?? err)));
    // The records are with the second, each of a call of which it saw the second half.
    faults.push(...(await standard.diaryFaults()));
    return {
      evidence: [`process ${second.pid} took over ${load.waiting} waiting and ${load.talking} talking`],
      figures: [
        { what: 'commands of the first since then', value: commands.length, unit: 'commands', atMost: 0 },
        {
          what: 'connections of the first since then',
          value: line.counts.socketsOpened - firstSockets,
          unit: 'connections',
          atMost: 0,
        },
        { what: 'looks at which the second was not ready', value: notReady, unit: 'looks', atMost: 0 },
      ],
      faults,
    };
  } finally {
    await second.stop();
    await second.cleanUp();
  }
}

/** With a data folder and a Redis of its own; it reaches the Asterisk past the line of the first. */
async function launchSecond({ standard, asterisk }: FaultyLoad): Promise<Launched> {
  const { data: firstData, settings } = standard.hotline.launched;
  const data = await mkdtemp(join(tmpdir(), 'cordboard-'));
  await mkdir(join(data, 'secrets'), { recursive: true, mode: 0o700 });
  const password = await readFile(join(firstData, 'secrets/ari-password'), 'utf8');
  await writeFile(join(data, 'secrets/ari-password'), password, { mode: 0o600 });
  const own = await ownSettings(data);
  return launchHotline({
    bundle: settings.CORDBOARD_BUNDLE!,
    settings: {
      ...settings,
      ...{ CORDBOARD_DATA: data, CORDBOARD_ASTERISK_ARI_URL: asterisk.ari.url },
      ...{ CORDBOARD_HTTP_PORT: own.CORDBOARD_HTTP_PORT!, CORDBOARD_REDIS_URL: own.CORDBOARD_REDIS_URL! },
    },
  });
}

async function apiOf({ data, settings }: Launched): Promise<HotlineApi> {
  const token = await eventually(
    'the second has a token',
    () => readFile(join(data, 'secrets/admin-token'), 'utf8'),
    READY_MS,
  );
  return new HotlineApi(`http://127.0.0.1:${settings.CORDBOARD_HTTP_PORT}`, token.trim());
}

/** How often it was not ready while it was looked at. */
async function watch(api: HotlineApi): Promise<number> {
  const endMs = performance.now() + WATCHED_MS;
  let notReady = 0;
  while (performance.now() < endMs) {
    if (!(await api.isReady())) notReady += 1;
    await passes(LOOK_EVERY_MS);
  }
  return notReady;
}
