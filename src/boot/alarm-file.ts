import type { Alarm } from '../alarms/index.ts';
import { replaceFile } from '../disk/index.ts';
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

  /** The file is never seen half written. Throws when the disk does not take it. */
  write(alarms: readonly Alarm[]): void {
    replaceFile(this.#path, `${JSON.stringify(alarms, null, 1)}\n`, { mode: 0o600 });
  }
}
