import { join, resolve } from 'node:path';
import { sealPlaces } from '../boot/index.ts';
import type { Entry } from '../journal/index.ts';
import { lockData } from '../parent/index.ts';
import { SealBook } from '../seals/index.ts';
import { ensureSecret, type Settings } from '../settings/index.ts';
import { fillPostgres } from '../store/postgres/index.ts';
import { dumpBackup, prepareRestore, readBackup, requireUnused } from '../store/sqlite/index.ts';
import { type Command, WrongUsage } from './command.ts';
import { inWords } from './failure-in-words.ts';
import { putSavedFiles, requireOurs } from './saved-files.ts';

/** Puts a backup into the place of what is there, which is moved aside; or into a PostgreSQL that is empty. */
export const restore: Command = {
  usage: 'FILE',
  say: 'puts a backup into the place of what is there, or into an empty PostgreSQL; Cordboard must be stopped',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const [name] = words;
    if (name === undefined) throw new WrongUsage('which file? ./cordboard backup makes them');
    const file = resolve(name);
    const at = settings();
    const { note, files } = await inWords(() => readBackup(file));
    await inWords(() => requireOurs(file, files));
    const unlock = await inWords(() => lockData(at));
    try {
      const atMs = Date.now();
      const suffix = `.before-${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}`;
      const details = { madeMs: note.atMs };
      const fact = { by: 'the command line', what: 'restore', on: file, details } as const;
      const entry = { kind: 'audited', atMs, ...fact } as const;
      const swap = await inWords(() => prepared(at, file, entry));
      const moved = putSavedFiles(at.data, files, suffix);
      swap(suffix);
      await seal(at, entry);
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

/** Makes the database ready. The function that it returns puts it into its place, where that is still to be done. */
async function prepared(
  { store, data }: Settings,
  file: string,
  fact: Entry,
): Promise<(suffix: string) => void> {
  if ('path' in store) {
    requireUnused(store.path);
    return prepareRestore(file, store.path, fact);
  }
  const { url } = store;
  await dumpBackup(file, join(data, 'restore.db'), (tables) => fillPostgres(url, tables, fact));
  return () => {};
}

/** That somebody restored is sealed, too. */
async function seal(settings: Settings, entry: Entry): Promise<void> {
  const { path, keyFile } = sealPlaces(settings);
  const onTrouble = (error: unknown): void => {
    if (error !== null) throw error;
  };
  const { secret: key } = ensureSecret(keyFile);
  const book = await SealBook.open({ path, key, wallMs: () => entry.atMs, onTrouble });
  book.note(entry);
  await book.close();
}
