import { basename, dirname } from 'node:path';
import type { AlarmSource, Finding } from '../alarms/index.ts';
import type { JobsState } from '../jobs/index.ts';
import type { StoreState } from '../journal/index.ts';
import type { SoundTrouble, Speech } from '../speech/index.ts';
import type { DiskWatch } from './disk-watch.ts';

/** A part that dies is started again within a second or two: of that nobody is told. */
const AWAY_MS = 3_000;

export type HouseAlarmParts = {
  readonly jobs: () => JobsState;
  readonly store: () => StoreState;
  readonly disks: Pick<DiskWatch, 'findings'>;
  readonly speech: Pick<Speech, 'troubles'>;
};

/**
 * What is wrong with the house itself, while calls go on and nobody would notice: jobs that nobody does, a database
 * that takes nothing, a disk that is nearly full, words that callers do not hear as they are written.
 */
export function houseAlarms({ jobs, store, disks, speech }: HouseAlarmParts): readonly AlarmSource[] {
  return [
    lasting('jobs', () => jobsTrouble(jobs())),
    lasting('store', () => storeTrouble(store())),
    { look: () => disks.findings() },
    { look: () => speech.troubles().map(soundFinding) },
  ];
}

/** `isSure`: it was told so, and is not just away for a moment. */
type Trouble = { readonly say: string; readonly isSure: boolean };

function jobsTrouble({ connected, problem }: JobsState): Trouble | null {
  const waits = 'webhooks, notices and mail wait in the outbox until it is mended';
  if (problem !== null) return { say: `${problem}; ${waits}`, isSure: true };
  if (connected) return null;
  return { say: `Redis does not answer: see data/logs/redis.log; ${waits}`, isSure: false };
}

function storeTrouble({ writable, bufferedCount, error }: StoreState): Trouble | null {
  const waits = `${bufferedCount} entries wait; see to its disk, or its server`;
  return writable ? null : { say: `the database takes nothing (${error}): ${waits}`, isSure: false };
}

/** "/house/prompts/en/hello.wav" → "en/hello.wav" */
const inItsLanguage = (path: string): string => `${basename(dirname(path))}/${basename(path)}`;

/** Callers hear something in its place; that a person has to mend it is sure at once. */
function soundFinding(trouble: SoundTrouble): Finding {
  const { why } = trouble;
  const bad = { queue: null, verdict: 'bad' } as const;
  if (trouble.kind === 'recording') {
    const fault = `the recording ${trouble.path} cannot be played (${why})`;
    const say = `${fault}: callers hear its words, or a tone; mend the file`;
    return { ...bad, id: `prompt ${inItsLanguage(trouble.path)}`, kind: 'prompt', say };
  }
  const { language, isSpare } = trouble;
  const id = `${isSpare ? 'spare ' : ''}voice ${language}`;
  const heard = isSpare ? 'a tone' : 'the spare voice where there is one, or a tone';
  const seeTo = isSpare ? 'espeak-ng' : 'speech in the settings, and to who speaks';
  const say = `a text could not be spoken by the ${id} (${why}): callers hear ${heard}; see to ${seeTo}`;
  return { ...bad, id, kind: 'voice', say };
}

/** Raised when it is sure, or has been so for a while. */
function lasting(kind: string, look: () => Trouble | null): AlarmSource {
  let sinceMs: number | null = null;
  return {
    look({ now: { monoMs } }): readonly Finding[] {
      const trouble = look();
      sinceMs = trouble === null ? null : (sinceMs ?? monoMs);
      if (trouble === null || sinceMs === null) return [];
      const verdict = trouble.isSure || monoMs - sinceMs >= AWAY_MS ? 'bad' : 'between';
      return [{ id: kind, kind, queue: null, verdict, say: trouble.say }];
    },
  };
}
