import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrivateAsterisk } from './asterisk.ts';
import { FaultyLine } from './faulty-line/index.ts';
import { Hotline, type HotlineOptions, ownSettings } from './hotline.ts';

const TOOLS = fileURLToPath(new URL('../../.tools/debian', import.meta.url));
const NOBODY = { host: '127.0.0.9', port: 9 };

/** A hotline, and the line to its Asterisk, on which faults can be switched. */
export type FaultyHotline = {
  readonly hotline: Hotline;
  readonly line: FaultyLine;
  /** The Asterisk itself; phones and the witness reach it past the line. */
  readonly asterisk: PrivateAsterisk;
};

/** Starts a hotline whose Asterisk is one of its own, as in containers; nothing is wrong with the line yet. */
export async function startOnFaultyLine(options: HotlineOptions, seed = 1): Promise<FaultyHotline> {
  const data = await mkdtemp(join(tmpdir(), 'cordboard-'));
  const settings = {
    ...(await ownSettings(data)),
    CORDBOARD_ASTERISK_ROOT: TOOLS,
    ...options.settings,
    CORDBOARD_DATA: data,
  };
  const known = { phoneIds: [], secrets: {}, carrier: NOBODY };
  const asterisk = await PrivateAsterisk.startWith({ ...settings, CORDBOARD_BUNDLE: options.bundle }, known);
  const { hostname: host, port } = new URL(asterisk.ari.url);
  const line = await FaultyLine.open({ host, port: Number(port) }, seed);
  const stop = async (): Promise<void> => {
    await line.close();
    await asterisk.stop();
  };
  const hotline = await Hotline.start({
    bundle: options.bundle,
    settings: {
      ...settings,
      CORDBOARD_ASTERISK_MODE: 'external',
      CORDBOARD_ASTERISK_ARI_URL: `http://127.0.0.1:${line.port}/ari`,
    },
    exchange: { witness: asterisk.witness, stop },
  });
  return { hotline, line, asterisk };
}
