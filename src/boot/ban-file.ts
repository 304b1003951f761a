import * as z from 'zod';
import type { Ban } from '../bans/index.ts';
import { replaceFile } from '../disk/index.ts';
import { readIfThere } from '../settings/index.ts';

const address = z.union([z.ipv4(), z.ipv6()]);
const bans = z.array(z.looseObject({ address, sinceMs: z.number(), untilMs: z.number(), why: z.string() }));

/** The bans that are on, in a file. */
export class BanFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** None when there is no file. Throws when there is one that is none of ours. */
  read(): readonly Ban[] {
    return bans.parse(JSON.parse(readIfThere(this.#path) ?? '[]'));
  }

  /** The file is never seen half written. Throws when the disk does not take it. */
  write(all: readonly Ban[]): void {
    replaceFile(this.#path, `${JSON.stringify(all, null, 1)}\n`, { mode: 0o600 });
  }
}
