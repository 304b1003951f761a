import { renameSync, writeFileSync } from 'node:fs';
import type { Alarm } from '../alarms/index.ts';
import { readIfThere } from '../settings/index.ts';

/** The alarms that are on, in a file: whoever is started anew does not tell them a second time. */
export class AlarmFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** None when there is no file. Throws when there is one that cannot be read. */
  read(): readonly Alarm[] {
    return JSON.parse(readIfThere(this.#path) ?? '[]') as readonly Alarm[];
  }

  /** By rename: the file is never seen half written. Throws when the disk does not take it. */
  write(alarms: readonly Alarm[]): void {
    const beside = `${this.#path}.new`;
    writeFileSync(beside, `${JSON.stringify(alarms, null, 1)}\n`, { mode: 0o600 });
    renameSync(beside, this.#path);
  }
}
