import type { Logger } from 'pino';
import { type DataHold, holdData, Lease, RedisLease } from '../leader/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import { redisAddress, type Settings } from '../settings/index.ts';
import { StandBy } from './stand-by.ts';

/** This process decides. */
export type Leader = {
  /** Greater for each process that decides after another one. */
  readonly epoch: number;
  /** No other machine has decided since a process of this data folder last did: what that has kept still holds. */
  readonly wasLast: boolean;
  /** Another machine has decided until now, and this one has stood by. */
  readonly stoodBy: boolean;
  /** To be asked before everything that others could notice; false when another process may act already. */
  readonly mayAct: () => boolean;
  /** Lets another one act at once. Never rejects. */
  close(): Promise<void>;
};

/**
 * Resolves when this process is the only one that decides: at once on a data folder that no other process has, and
 * where machines stand by for each other as soon as the lease is ours. Rejects with ALREADY_RUNNING when another
 * process has the data folder. `onLost`: it must not act any more.
 */
export async function becomeLeader(
  settings: Settings,
  log: Logger,
  onLost: (why: string) => void,
): Promise<Leader> {
  const hold = await holdData(settings.data);
  if (settings.takeover.lease) return leaderByLease(settings, hold, log, onLost);
  return {
    epoch: hold.epoch,
    wasLast: true,
    stoodBy: false,
    mayAct: () => true,
    close: async () => hold.release(),
  };
}

async function leaderByLease(
  settings: Settings,
  hold: DataHold,
  log: Logger,
  onLost: (why: string) => void,
): Promise<Leader> {
  const standBy = new StandBy();
  await standBy.listen(settings.http);
  const onWaiting = (servedBy: string | null, err?: unknown): void => {
    standBy.servedBy(servedBy);
    if (servedBy === null) log.warn({ err }, 'the lease cannot be seen: it is taken when Redis answers');
    else log.info({ servedBy }, 'another Cordboard serves the calls: this one stands by');
  };
  const keys = new RedisLease(redisAddress(settings), settings.redis.prefix);
  const lease = new Lease({ keys, owner: hold.owner, clock, onLost, onWaiting });
  const won = await lease.win();
  log.info(won, 'this Cordboard has the lease');
  await standBy.close();
  const close = async (): Promise<void> => {
    await lease.close();
    hold.release();
  };
  return { ...won, mayAct: () => lease.mayAct(), close };
}
