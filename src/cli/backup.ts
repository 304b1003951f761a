import { resolve } from 'node:path';
import { Failure } from '../base/index.ts';
import { lockData } from '../parent/index.ts';
import type { Settings } from '../settings/index.ts';
import { backUp, prepareRestore, readBackup, requireUnused } from '../store/sqlite/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, NotRunning, Obstacle, type Print, WrongUsage } from './command.ts';
import { filesToSave, putSavedFiles } from './saved-files.ts';

/** Copies everything that is written into one file, while calls go on. */
export const backup: Command = {
  usage: 'FILE [--secrets]',
  say: 'records, journal and versions of the bundle into one new file, while calls go on; --secrets: these, too',
  flags: ['--secrets'],
  wordsMax: 1,
  async run({ words, flags, isJson, print, settings }) {
    const [name] = words;
    if (name === undefined) throw new WrongUsage('into which file?');
    const file = resolve(name);
    const withSecrets = flags.has('--secrets');
    const at = settings();
    const path = fileOf(at);
    const isRunning = await flushed(at, { file, withSecrets });
    // What waits in the spool file is read before the database: read after it, it might be in neither.
    const files = filesToSave(at.data, withSecrets);
    await inWords(() => backUp(path, file, files, { atMs: Date.now(), withSecrets }));
    if (isJson) print(JSON.stringify({ file, withSecrets, isRunning, files: files.length }));
    else {
      const what = isRunning
        ? 'with all that had happened until now'
        : 'as the files lie: Cordboard is not running';
      print(`${file} is written, ${what}`);
      if (withSecrets) warn(print);
    }
    return 0;
  },
};

/** The file of the database. A server has tools of its own, which know more than we could. */
function fileOf({ store }: Settings): string {
  if ('path' in store) return store.path;
  throw new Obstacle(
    'the records are in PostgreSQL: use its pg_dump and pg_restore, or the backups of its server',
  );
}

function warn(print: Print): void {
  print('WARNING: it holds every password and token of this hotline: keep it where nobody else can read it');
}

/** False when Cordboard does not run. One that runs and cannot write makes no backup that could be trusted. */
async function flushed(settings: Settings, body: object): Promise<boolean> {
  try {
    await askApi(settings, '/api/v1/backup', 'POST', body);
    return true;
  } catch (error) {
    if (error instanceof NotRunning) return false;
    throw error;
  }
}

/** Puts a backup into the place of what is there, which is moved aside. */
export const restore: Command = {
  usage: 'FILE',
  say: 'puts a backup into the place of what is there, which is moved aside; Cordboard must be stopped',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const [name] = words;
    if (name === undefined) throw new WrongUsage('which file? ./cordboard backup makes them');
    const file = resolve(name);
    const at = settings();
    const path = fileOf(at);
    const { note, files } = await inWords(() => readBackup(file));
    const unlock = await inWords(() => lockData(at));
    try {
      await inWords(() => requireUnused(path));
      const atMs = Date.now();
      const suffix = `.before-${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}`;
      const details = { madeMs: note.atMs };
      const fact = { by: 'the command line', what: 'restore', on: file, details } as const;
      const swap = await prepareRestore(file, path, { kind: 'audited', atMs, ...fact });
      const moved = putSavedFiles(at.data, files, suffix);
      swap(suffix);
      if (isJson) print(JSON.stringify({ file, madeMs: note.atMs, suffix, moved }));
      else {
        print(`restored as of ${new Date(note.atMs).toISOString()}; start Cordboard now`);
        print(`what was there before lies beside it, under names that end in "${suffix}"`);
      }
      return 0;
    } finally {
      unlock();
    }
  },
};

/** What stands in the way, in the words of the table of failures. */
async function inWords<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Obstacle(`${error.message} ${JSON.stringify(error.details)}`);
  }
}
