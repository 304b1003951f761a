import { stat } from 'node:fs/promises';
import type { Holder } from './role.ts';
import { codeOf, digestOf, listTokens } from './token-files.ts';

/**
 * The clock of a file system has ticks of some milliseconds: a folder that was changed less than this before it was
 * read may have been changed again within the same tick.
 */
const TICK_MS = 100;

const FIRST_ADMIN: Holder = { name: null, role: 'admin', operator: null, queues: null };

export type TokenBookOptions = {
  /** Tokens of the first admin: they open everything. */
  readonly firstAdmin: readonly string[];
  /** Where the named tokens are kept; without it there are none. */
  readonly folder?: string;
  /** Something about the files is wrong: a sentence for the log. */
  readonly onTrouble?: (what: string) => void;
};

/**
 * Knows whose a token is. Tokens that are made or revoked by files count with the next request: the folder is looked
 * at each time, and read only when it has changed. While it cannot be read, what was known last holds.
 */
export class TokenBook {
  readonly #options: TokenBookOptions;
  readonly #firstAdmin: ReadonlySet<string>;
  #holders: ReadonlyMap<string, Holder> = new Map();
  #readAt: { readonly changedMs: number; readonly isSettled: boolean } | undefined;
  #told = '';

  constructor(options: TokenBookOptions) {
    this.#options = options;
    this.#firstAdmin = new Set(options.firstAdmin.filter((token) => token !== '').map(digestOf));
  }

  /**
   * Undefined for a token that is not known (any more). It is looked up by its hash: how long that takes tells nothing
   * about the tokens themselves.
   */
  async holderOf(token: string): Promise<Holder | undefined> {
    const digest = digestOf(token);
    if (this.#firstAdmin.has(digest)) return FIRST_ADMIN;
    await this.#lookAtFiles();
    return this.#holders.get(digest);
  }

  async #lookAtFiles(): Promise<void> {
    const { folder } = this.#options;
    if (folder === undefined) return;
    try {
      const changedMs = (await stat(folder)).mtimeMs;
      if (this.#readAt?.isSettled === true && this.#readAt.changedMs === changedMs) return;
      const isSettled = Date.now() - changedMs > TICK_MS;
      const { tokens, unreadable } = await listTokens(folder);
      this.#holders = new Map(
        tokens.map(({ sha256, name, role, operator, queues }) => {
          return [sha256, { name, role, operator, queues }];
        }),
      );
      this.#readAt = { changedMs, isSettled };
      this.#tell(unreadable.length === 0 ? '' : `these files are no tokens: ${unreadable.join(', ')}`);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') this.#holders = new Map();
      else this.#tell(`the tokens cannot be read: ${String(error)}`);
    }
  }

  /** Said once, not with every request. */
  #tell(what: string): void {
    if (what !== '' && what !== this.#told) this.#options.onTrouble?.(what);
    this.#told = what;
  }
}
