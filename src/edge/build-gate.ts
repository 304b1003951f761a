import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BanBook } from '../bans/index.ts';
import type { Now, Prng } from '../base/index.ts';
import { ensureSecret, type Settings, trunkByAddress, within } from '../settings/index.ts';
import { type Accounts, Gate, Nonces, type Source } from '../sip/index.ts';
import type { EdgeFile } from './edge-file.ts';

/** From one address that is no trunk's: an office whose phones all come back at one moment has room in it. */
const REQUESTS = { perSecond: 20, burst: 200 };

type Beside = {
  readonly told: Pick<EdgeFile, keyof Accounts | 'isUrgent'>;
  readonly prng: Prng;
  readonly now: Now;
};

/** Who may come in, as the settings say. */
export function buildGate(settings: Settings, { told, prng, now }: Beside): { gate: Gate; bans: BanBook } {
  const { sip, limits } = settings;
  const trunkOf = trunkByAddress(settings.trunks);
  const never = within(sip.bans.never);
  const bans = new BanBook({
    triesMax: sip.bans.tries,
    banMs: sip.bans.for.ms,
    isExempt: (address) => never(address) || trunkOf(address) !== undefined,
  });
  const calls = {
    callsPerSecond: limits.calls_per_second,
    burst: limits.burst,
    callsMax: limits.calls,
  };
  const parts = {
    rules: { calls, trunkCalls: calls, reservePercent: limits.reserve, requests: REQUESTS },
    ...{ trunkOf, nodeOf: nodesAt(settings), bans, prng },
    nonces: new Nonces(nonceKey(settings), now),
    accounts: told,
    isUrgent: (dialled: string, caller: string) => told.isUrgent(dialled, caller),
  };
  return { gate: new Gate(parts, now), bans };
}

function nodesAt({ edge }: Settings): (source: Source) => string | undefined {
  const nodes = Object.entries(edge.nodes).map(([name, { sip }]) => ({ name, ...sip }));
  return ({ address, port }) => nodes.find((node) => node.host === address && node.port === port)?.name;
}

/** The same for every process of this edge: a phone need not be asked anew because we were started. */
function nonceKey({ secrets }: Settings): Uint8Array {
  const { secret } = ensureSecret(join(secrets, 'edge-nonces'));
  return createHash('sha256').update(secret).digest();
}
