import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { Bundle } from '../bundle/index.ts';
import { addressRules, type Egress } from '../egress/index.ts';
import { createUndiciEgress } from '../egress/undici/index.ts';
import type { Settings } from '../settings/index.ts';

/** Callers who wait for their turn to ask; whoever comes then goes on without an answer. */
const WAITING_MAX = 100;
/** So many failures in a row, and a server is left alone for so long: callers go on at once meanwhile. */
const BREAKER = { failuresMax: 5, restMs: 10_000 };

/** The servers are those that the bundle in use names; the settings may allow fewer, and say where they may be. */
export function buildEgress(
  settings: Settings,
  inUse: () => Pick<Bundle, 'egress'>,
  clock: Clock,
  log: Logger,
): Egress {
  const { allow, private: networks, http, at_once: atOnceMax, per_host: perHostMax } = settings.egress;
  return createUndiciEgress({
    hosts: { has: (host) => inUse().egress.includes(host) && (allow === null || allow.includes(host)) },
    plainHttp: http,
    addresses: addressRules(networks),
    gate: { atOnceMax, perHostMax, waitingMax: WAITING_MAX },
    breaker: BREAKER,
    secretOf: (name) => secretIn(join(settings.secrets, 'egress', name), log),
    clock,
    log,
  });
}

/** Read anew for each request: a new secret counts at once. */
async function secretIn(path: string, log: Logger): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (err) {
    log.error({ err, path }, 'a secret that a flow needs cannot be read');
    return undefined;
  }
}
