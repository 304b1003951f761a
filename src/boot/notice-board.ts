import type { Logger } from 'pino';
import type { Entry } from '../journal/index.ts';

/**
 * Tells watchers (live stream, metrics) what happened. They never decide anything, and a broken one never
 * hurts a call.
 */
export class NoticeBoard {
  readonly #log: Logger;
  readonly #watchers = new Set<(entry: Entry) => void>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** The returned function ends the watch. */
  watch(watcher: (entry: Entry) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  tell(entry: Entry): void {
    for (const watcher of this.#watchers) {
      try {
        watcher(entry);
      } catch (err) {
        this.#log.error({ err, entry: entry.kind }, 'a watcher failed');
      }
    }
  }
}
