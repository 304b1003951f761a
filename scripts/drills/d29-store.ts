import { mkdtempSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eventually } from '../../test/kit/eventually.ts';
import { untilSeen } from './alarm-seen.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { cordboardDies } from './killed.ts';
import { aftermath, type Meanwhile, offersMeanwhile } from './offers-meanwhile.ts';
import { fillDisk, inOwnMounts, mountDisk, roomText } from './own-mounts.ts';
import { passes, StandardLoad } from './standard-load.ts';

const DISK_KIB = 400_000;
const FULL_MS = 12_000;
const LOCKED_MS = 30_000;
const TORN_BYTES = 10;
const AGAIN_MS = 40_000;
const SEEN_S_MAX = 8;

/** The disk on which everything is written is full; another program has the database; its log is torn. */
export const store: Drill = {
  id: 'D29',
  title: 'a full disk, a locked database, a torn log of it',
  promise:
    'Callers notice nothing, an alarm tells of it, and every call has its one record when it is over, also behind kill -9.',
  coming: 1,
  ...inOwnMounts('D29'),
};

/** Its diary lies on the same disk. */
const NOT_COMPARED = 'records are not compared with the diary of Asterisk, which could write nothing either';

/** What came of one trouble. */
type Trouble = Meanwhile & { readonly evidence: readonly string[] };

/** Everything of the hotline lies on one small disk. */
export async function diskAndStore(load: DrillLoad): Promise<DrillRun> {
  const disk = mkdtempSync(join(tmpdir(), 'cordboard-disk-'));
  await mountDisk(disk, DISK_KIB);
  process.env.TMPDIR = disk;
  return StandardLoad.with(load, {}, async (standard) => {
    const troubles = [await diskIsFull(standard, disk), await isLocked(standard), await isTorn(standard)];
    const after = await aftermath(standard, 'torn');
    const { lostCount } = await standard.hotline.api.store();
    const lost: DrillFigure = { what: 'entries given up', value: lostCount, unit: 'entries', atMost: 0 };
    return {
      evidence: [...troubles.flatMap(({ evidence }) => evidence), NOT_COMPARED],
      figures: [...after.figures, lost, ...troubles.flatMap(({ figures }) => figures)],
      faults: [...troubles.flatMap(({ faults }) => faults), ...after.faults],
    };
  });
}

/** Cordboard is killed in the middle of it: the next one starts where nothing can be written. */
async function diskIsFull(standard: StandardLoad, disk: string): Promise<Trouble> {
  await emptyLog(databaseOf(standard));
  const makeRoom = fillDisk(disk);
  const full = roomText(disk);
  const [seen, meanwhile] = await Promise.all([
    untilSeen(standard.hotline, 'store', /SQLITE_FULL|disk/, 2 * SEEN_S_MAX),
    offersMeanwhile(standard, FULL_MS),
  ]);
  const { bufferedCount, error } = await standard.hotline.api.store();
  await cordboardDies(standard.hotline);
  const after = await offersMeanwhile(standard, FULL_MS / 2);
  makeRoom();
  await isWritten(standard);
  return {
    evidence: [
      `${full}; the database said "${error}", and ${bufferedCount} entries waited; Cordboard was killed meanwhile`,
    ],
    figures: [seen.figure, ...meanwhile.figures],
    faults: [...meanwhile.faults, ...after.faults],
  };
}

/** A log that was long once has room in it for a while: the next entry is to need a new page of the disk. */
async function emptyLog(path: string): Promise<void> {
  const other = new Database(path);
  const isEmptied = (): true | undefined => {
    other.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(`${path}-wal`).size === 0 ? true : undefined;
  };
  await eventually('the log of the database is empty', isEmptied).finally(() => other.close());
}

/** As a program does that copies the file, or an admin with a tool. */
async function isLocked(standard: StandardLoad): Promise<Trouble> {
  const other = new Database(databaseOf(standard));
  other.exec('BEGIN EXCLUSIVE');
  const [seen, meanwhile] = await Promise.all([
    untilSeen(standard.hotline, 'store', /SQLITE_BUSY|locked/, SEEN_S_MAX + 5),
    offersMeanwhile(standard, LOCKED_MS),
  ]);
  const { bufferedCount, error } = await standard.hotline.api.store();
  other.close();
  await isWritten(standard);
  return {
    evidence: [
      `another process had the database for ${LOCKED_MS / 1_000} s: "${error}", ${bufferedCount} waited`,
    ],
    figures: [seen.figure, ...meanwhile.figures],
    faults: meanwhile.faults,
  };
}

/** What a power cut may leave: the last frame of the log is not whole. */
async function isTorn(standard: StandardLoad): Promise<Trouble> {
  const log = `${databaseOf(standard)}-wal`;
  const bytes = { before: 0 };
  await cordboardDies(standard.hotline, () => {
    bytes.before = statSync(log).size;
    truncateSync(log, bytes.before - TORN_BYTES);
  });
  await isWritten(standard);
  const other = new Database(databaseOf(standard), { readonly: true });
  const verdict = String(other.pragma('integrity_check', { simple: true }));
  other.close();
  return {
    evidence: [
      `the log of the database had ${bytes.before} bytes and lost the last ${TORN_BYTES} behind kill -9`,
    ],
    figures: [],
    faults: verdict === 'ok' ? [] : [`the database is damaged: ${verdict}`],
  };
}

const databaseOf = ({ hotline }: StandardLoad): string => join(hotline.launched.data, 'cordboard.db');

/** Nothing waits for the database any more. */
async function isWritten({ hotline }: StandardLoad): Promise<void> {
  await eventually(
    'everything is written',
    async () => {
      const { writable, bufferedCount } = await hotline.api.store();
      return writable && bufferedCount === 0 ? true : undefined;
    },
    AGAIN_MS,
  );
  await passes(100);
}
