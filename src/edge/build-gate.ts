import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BanBook } from '../bans/index.ts';
import type { Now, Prng } from '../base/index.ts';
import { networksHold } from '../machine/index.ts';
import { ensureSecret, type Settings } from '../settings/index.ts';
import { Gate, Nonces } from '../sip/index.ts';
import type { EdgeFile } from './edge-file.ts';

/** One address brings no more than this share of all new calls: the house is not one caller's. */
const SHARE_OF_ONE = 0.5;

type Beside = {
  readonly told: Pick<EdgeFile, 'passwordOf' | 'isUrgent'>;
  readonly prng: Prng;
  readonly now: Now;
};

/** Who may come in, as the settings say. */
export function buildGate(settings: Settings, { told, prng, now }: Beside): { gate: Gate; bans: BanBook } {
  const { sip, trunks, edge, limits } = settings;
  const networks = Object.entries(trunks).map(([name, { match }]) => ({ name, holds: networksHold(match) }));
  const trunkAt = (address: string): string | null =>
    networks.find(({ holds }) => holds(address))?.name ?? null;
  const never = networksHold(sip.bans.never);
  const bans = new BanBook({
    triesMax: sip.bans.tries,
    banMs: sip.bans.for.ms,
    isExempt: (address) => never(address) || trunkAt(address) !== null,
  });
  const nodes = Object.entries(edge.nodes).map(([name, at]) => ({ name, ...at.sip }));
  const nodeAt = (address: string, port: number): string | null =>
    nodes.find((node) => node.host === address && node.port === port)?.name ?? null;
  const { secret } = ensureSecret(join(settings.secrets, 'edge-nonces'));
  const key = createHash('sha256').update(secret).digest();
  const { calls_per_second: callsPerSecond, burst, calls: callsMax, reserve: reservePercent } = limits;
  const ofOne = (all: number): number => Math.max(1, Math.ceil(all * SHARE_OF_ONE));
  const rules = {
    ...{ realm: 'cordboard', trunkAt, nodeAt, passwordOf: (id: string) => told.passwordOf(id) },
    isUrgent: (dialled: string, caller: string) => told.isUrgent(dialled, caller),
    ...{ callsPerSecond, burst, callsMax, reservePercent },
    perSource: { callsPerSecond: ofOne(callsPerSecond), burst: ofOne(burst) },
  };
  return { gate: new Gate({ rules, bans, nonces: new Nonces(key), prng }, now), bans };
}
