import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../test/kit/eventually.ts';
import { Hotline } from '../../test/kit/hotline.ts';
import type { HotlineApi } from '../../test/kit/hotline-api.ts';
import type { Contestant } from './contestant.ts';

const SETTLED_MS_MAX = 60_000;

/** Cordboard as `npm start` runs it, with a bundle that was written for a benchmark: file name → text. */
export async function startCordboard(
  folder: string,
  bundle: ReadonlyMap<string, string>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Contestant> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of bundle) await writeFile(join(folder, name), text);
  const hotline = await Hotline.start({
    bundle: folder,
    settings: { CORDBOARD_LOG_LEVEL: 'warn', ...settings },
  });
  const { api } = hotline;
  return {
    name: 'cordboard',
    server: hotline.sip,
    pids: { Node: await hotline.pidOf('cordboard'), Asterisk: await hotline.pidOf('asterisk') },
    account: (phone) => hotline.account(phone),
    // An operator of a benchmark has the name of the phone.
    ready: async (phones) => {
      await Promise.all(phones.map((phone) => api.setState(`op-${phone}`, 'ready')));
    },
    settled: () => settled(api),
    loopLagMs: () => loopLagMs(api),
    stop: () => hotline.stop(),
  };
}

async function settled(api: HotlineApi): Promise<void> {
  const isEmpty = async (): Promise<true> => {
    const { calls } = await api.board();
    if (calls.length > 0) throw new Error(`left on the board: ${JSON.stringify(calls.slice(0, 3))}`);
    return true;
  };
  await eventually('all calls are over', isEmpty, SETTLED_MS_MAX);
}

/** Of the last ten seconds. Metrics that do not come count as the worst. */
async function loopLagMs(api: HotlineApi): Promise<number> {
  const text = await api.metrics().catch(() => '');
  const value = /^cordboard_event_loop_lag_seconds\{quantile="0\.99"\} (\S+)$/m.exec(text)?.[1];
  return value === undefined ? Number.POSITIVE_INFINITY : 1_000 * Number(value);
}
