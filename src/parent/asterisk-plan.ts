import { join } from 'node:path';
import { portOf, type Settings } from '../settings/index.ts';
import { Exchange } from './exchange.ts';
import { LogFile } from './log-file.ts';
import { type PortUse, portOwner } from './proc.ts';
import { renderAsterisk } from './render-asterisk.ts';
import type { SiblingPlan } from './sibling.ts';

/** How to run the Asterisk of this data folder; writes its configuration. */
export function asteriskPlan(settings: Settings, templates: string): SiblingPlan {
  const { asterisk, sip, run, logs } = settings;
  const places = renderAsterisk(settings, templates);
  const exchange = new Exchange(asterisk.ari);
  const host = new URL(asterisk.ari.url).hostname.replace(/[[\]]/g, '');
  const ari: PortUse = { protocol: 'tcp', host, port: portOf(asterisk.ari.url) };
  const transports = sip.transports.map((protocol) => ({ protocol, ...sip.bind, setting: 'sip.bind' }));
  return {
    name: 'Asterisk',
    program: { command: places.command, folder: places.run, env: process.env },
    ports: [{ ...ari, setting: 'asterisk.ari.url' }, ...transports],
    log: new LogFile(join(logs, 'asterisk.log'), 20_000_000),
    markPath: join(run, 'asterisk.json'),
    // Somebody else's Asterisk may answer at this port: ours says "ready" even when it could not get the port.
    isReady: async (pid) => (await exchange.answers()) && portOwner(ari)?.pid === pid,
    readyMsMax: 30_000,
    stopMsMax: 5_000,
  };
}
