import type { AlarmSource, Finding } from '../alarms/index.ts';
import type { JobsState } from '../jobs/index.ts';
import type { StoreState } from '../journal/index.ts';
import type { DiskWatch } from './disk-watch.ts';

/** A part that dies is started again within a second or two: of that nobody is told. */
const AWAY_MS = 3_000;

export type HouseAlarmParts = {
  readonly jobs: () => JobsState;
  readonly store: () => StoreState;
  readonly disks: Pick<DiskWatch, 'findings'>;
};

/**
 * What is wrong with the house itself, while calls go on and nobody would notice: jobs that nobody does, a database
 * that takes nothing, a disk that is nearly full.
 */
export function houseAlarms({ jobs, store, disks }: HouseAlarmParts): readonly AlarmSource[] {
  return [
    lasting('jobs', () => jobsTrouble(jobs())),
    lasting('store', () => storeTrouble(store())),
    { look: () => disks.findings() },
  ];
}

function jobsTrouble({ connected, problem }: JobsState): string | null {
  const waits = 'webhooks, notices and mail wait in the outbox until it is mended';
  if (problem !== null) return `${problem}; ${waits}`;
  return connected ? null : `Redis does not answer: see data/logs/redis.log; ${waits}`;
}

function storeTrouble({ writable, bufferedCount, error }: StoreState): string | null {
  if (writable) return null;
  return `the database takes nothing (${error}): ${bufferedCount} entries wait; see to its disk, or its server`;
}

/** Raised when there has been something to say for so long. */
function lasting(kind: string, trouble: () => string | null): AlarmSource {
  let sinceMs: number | null = null;
  return {
    look({ now: { monoMs } }): readonly Finding[] {
      const say = trouble();
      sinceMs = say === null ? null : (sinceMs ?? monoMs);
      if (say === null || sinceMs === null) return [];
      const verdict = monoMs - sinceMs >= AWAY_MS ? 'bad' : 'between';
      return [{ id: kind, kind, queue: null, verdict, say }];
    },
  };
}
