import { basename, join } from 'node:path';
import { watch } from 'chokidar';
import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';

/** An editor saves in several strokes, `git pull` several files: what belongs together is taken together. */
const QUIET_MS = 300;
/** Files that are written without end are looked at all the same. */
const UNQUIET_MS_MAX = 2_000;

export type FilesWatch = {
  /** From here on every change is seen. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
};

/**
 * Calls `onChange` when files of the bundle were saved and a moment has passed without another; and once at the
 * beginning, for what was saved after the files had been read and before all of them were watched.
 */
export function watchBundle(folder: string, onChange: () => void, clock: Clock, log: Logger): FilesWatch {
  const generated = join(folder, 'schema');
  const ignored = (path: string): boolean =>
    path === generated || (path !== folder && basename(path).startsWith('.'));
  const watcher = watch(folder, { ignoreInitial: true, depth: 2, ignored });
  let cancel = (): void => {};
  let firstMs: number | undefined;
  watcher.on('all', () => {
    const nowMs = clock.now().monoMs;
    firstMs ??= nowMs;
    cancel();
    cancel = clock.after(Math.min(QUIET_MS, Math.max(0, firstMs + UNQUIET_MS_MAX - nowMs)), () => {
      firstMs = undefined;
      onChange();
    });
  });
  watcher.on('error', (err) => {
    log.error({ err }, 'the bundle is not watched: use ./cordboard activate after a change');
  });
  return {
    ready: new Promise((resolve) => {
      watcher.once('ready', () => {
        onChange();
        resolve();
      });
    }),
    close() {
      cancel();
      return watcher.close();
    },
  };
}
