import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistakeText } from '../../src/base/index.ts';
import { loadFlows } from '../../src/boot/index.ts';
import type { Bundle } from '../../src/bundle/index.ts';
import { loadSettings, type Settings } from '../../src/settings/index.ts';
import { accountsIn, Hotline } from '../../test/kit/hotline.ts';
import { HotlineApi } from '../../test/kit/hotline-api.ts';
import type { Account, Address } from '../../test/kit/phones/index.ts';

/** The hotline that the demonstration plays on. */
export type Connection = {
  readonly api: HotlineApi;
  readonly sip: Address;
  readonly bundle: Bundle;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Stops the hotline if it was started here. */
  readonly close: () => Promise<void>;
};

/**
 * Connects to the hotline that the settings lead to; when none runs there, one is started on ports of its
 * own.
 */
export async function connect(): Promise<Connection> {
  const { settings, mistakes } = loadSettings(process.env, (path) =>
    existsSync(path) ? readFileSync(path, 'utf8') : undefined,
  );
  if (settings === undefined) throw new Error(mistakes.map(mistakeText).join('\n'));
  const { bundle, mistakes: wrong } = await loadFlows(settings.bundle);
  if (bundle === undefined) throw new Error(wrong.map(mistakeText).join('\n'));
  return (await runningOne(settings, bundle)) ?? ownOne(settings, bundle);
}

async function runningOne(settings: Settings, bundle: Bundle): Promise<Connection | undefined> {
  const url = `http://${reachable(settings.http.host)}:${settings.http.port}`;
  if (!(await new HotlineApi(url, '').isReady())) return undefined;
  console.log(`playing on the hotline that runs at ${url}`);
  const token = (await readFile(join(settings.secrets, 'admin-token'), 'utf8')).trim();
  return {
    api: new HotlineApi(url, token),
    sip: { host: reachable(settings.sip.bind.host), port: settings.sip.bind.port },
    bundle,
    accounts: await accountsIn(settings.secrets),
    close: () => Promise.resolve(),
  };
}

async function ownOne(settings: Settings, bundle: Bundle): Promise<Connection> {
  console.log('no hotline runs where the settings say: starting one of our own');
  const hotline = await Hotline.start({ bundle: settings.bundle });
  const { api, sip, launched } = hotline;
  const accounts = await accountsIn(join(launched.data, 'secrets'));
  return { api, sip, bundle, accounts, close: () => hotline.stop() };
}

/** What listens everywhere is reached on loopback. */
const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host);
