import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../base/index.ts';
import { portOf, type Settings } from '../settings/index.ts';
import { speaksSip } from './ask-sip.ts';
import { Exchange } from './exchange.ts';
import { LogFile } from './log-file.ts';
import { type PortUse, portOwner } from './proc.ts';
import { renderAsterisk } from './render-asterisk.ts';
import type { SiblingPlan } from './sibling.ts';

/** A machine that is starved lets it be late, never silent for so long; callers hear nothing meanwhile. */
const STALL_MS_MAX = 30_000;

/**
 * How to run the Asterisk of this data folder; writes its configuration. Throws ASTERISK_MISSING and what
 * `renderAsterisk` throws.
 */
export function asteriskPlan(settings: Settings, templates: string): SiblingPlan {
  const { asterisk, sip, run, logs } = settings;
  const places = renderAsterisk(settings, templates);
  const missing = [places.command[0]!, places.modules].find((path) => !existsSync(path));
  if (missing !== undefined) throw new Failure('ASTERISK_MISSING', { root: asterisk.root, missing });
  const exchange = new Exchange(asterisk.ari);
  const host = new URL(asterisk.ari.url).hostname.replace(/[[\]]/g, '');
  const ari: PortUse = { protocol: 'tcp', host, port: portOf(asterisk.ari.url) };
  const transports = sip.transports.map((protocol) => ({ protocol, ...sip.bind, setting: 'sip.bind' }));
  const phones = transports.find(({ protocol }) => protocol === 'udp') ?? transports[0]!;
  return {
    name: 'Asterisk',
    program: { command: places.command, folder: places.run, env: process.env, givesWay: true },
    ports: [{ ...ari, setting: 'asterisk.ari.url' }, ...transports],
    log: new LogFile(join(logs, 'asterisk.log'), 20_000_000),
    diaries: [new LogFile(places.cel, 100_000_000), new LogFile(places.securityLog, 20_000_000)],
    markPath: join(run, 'asterisk.json'),
    // Somebody else's Asterisk may answer at this port: ours says "ready" even when it could not get the port.
    isReady: async (pid) => (await exchange.answers()) && portOwner(ari)?.pid === pid,
    readyMsMax: 30_000,
    // Its end is the end of all its calls: what is short of one kind of thread may still carry them.
    isAlive: async () => (await exchange.speaks()) || (await speaksSip(phones)),
    stallMsMax: STALL_MS_MAX,
    stopMsMax: 5_000,
  };
}
