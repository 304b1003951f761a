import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import { replaceFileMeanwhile } from '../disk/index.ts';
import type { Entry, OperatorPresence, Store } from '../journal/index.ts';

/** What changed is in the file within this. */
const LAG_MS = 100;
const OWNERS_ALONE = 0o600;

export type PresenceFileParts = {
  readonly file: string;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'warn'>;
};

/**
 * Who is ready, in a small file beside the database, for a process that starts while that is away, locked or full:
 * without it nobody would be signed in, and callers would wait for nobody.
 */
export class PresenceFile {
  readonly #parts: PresenceFileParts;
  readonly #known = new Map<string, OperatorPresence>();
  #isDue = false;
  #isFailing = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: PresenceFileParts) {
    this.#parts = parts;
  }

  /** To be told of every entry. Never waits. */
  note(entry: Entry): void {
    if (entry.kind !== 'operatorChanged') return;
    const { operator, presence, reason, phone = null, wrapUpEndsMs = null } = entry;
    this.#known.set(operator, { operator, presence, reason, phone, wrapUpEndsMs });
    this.#writeSoon();
  }

  /** As the journal has it, else as the file has it. Never rejects: who is not known signs in again. */
  async restore(store: Pick<Store, 'presences'>): Promise<readonly OperatorPresence[]> {
    const { log } = this.#parts;
    const presences = await store.presences().catch((err: unknown) => {
      log.warn({ err }, 'the database does not tell who was ready: the file beside it does');
      return this.#read();
    });
    for (const presence of presences)
      if (!this.#known.has(presence.operator)) this.#known.set(presence.operator, presence);
    this.#writeSoon();
    return presences;
  }

  /** Resolves when all that is known is in the file, if the disk takes it. */
  async close(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  async #read(): Promise<readonly OperatorPresence[]> {
    const { file, log } = this.#parts;
    try {
      return JSON.parse(await readFile(file, 'utf8')) as readonly OperatorPresence[];
    } catch (err) {
      log.error({ err }, 'the presence of operators could not be restored: they sign in again');
      return [];
    }
  }

  #writeSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#parts.clock.after(LAG_MS, () => {
      this.#isDue = false;
      this.#writing = this.#writing.then(() => this.#write());
    });
  }

  async #write(): Promise<void> {
    const { file, log } = this.#parts;
    const text = `${JSON.stringify([...this.#known.values()])}\n`;
    try {
      await replaceFileMeanwhile(file, text, { mode: OWNERS_ALONE });
      this.#isFailing = false;
    } catch (err) {
      if (!this.#isFailing) log.warn({ err }, 'who is ready cannot be written down beside the database');
      this.#isFailing = true;
    }
  }
}
