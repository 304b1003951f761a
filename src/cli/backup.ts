import { resolve } from 'node:path';
import type { Settings } from '../settings/index.ts';
import { backUp } from '../store/sqlite/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, NotRunning, Obstacle, type Print, WrongUsage } from './command.ts';
import { inWords } from './failure-in-words.ts';
import { filesToSave } from './saved-files.ts';

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
  throw new Obstacle('the records are in PostgreSQL: back them up with pg_dump, or as its server does');
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
