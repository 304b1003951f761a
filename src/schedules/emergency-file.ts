import { readFileSync } from 'node:fs';
import { replaceFile } from '../disk/index.ts';
import type { Emergency } from './emergency.ts';

/** Emergencies that were switched on, by schedule, in a file: whoever is started anew knows them. */
export class EmergencyFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** None when there is no file. Throws when there is one that cannot be read. */
  read(): ReadonlyMap<string, Emergency> {
    const text = this.#text();
    return new Map(text === undefined ? [] : Object.entries(JSON.parse(text) as Record<string, Emergency>));
  }

  /** The file is never seen half written. Throws when the disk does not take it. */
  write(emergencies: ReadonlyMap<string, Emergency>): void {
    const text = `${JSON.stringify(Object.fromEntries(emergencies), null, 1)}\n`;
    replaceFile(this.#path, text, { mode: 0o600 });
  }

  #text(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
