import { readFileSync, statSync } from 'node:fs';
import type { Logger } from 'pino';
import * as z from 'zod';
import { fitsPattern } from '../base/index.ts';
import { edgeFileOf, type Settings } from '../settings/index.ts';

const text = z.string();
const shape = z.object({
  phones: z.record(text, text),
  urgentNumbers: z.array(text),
  urgentCallers: z.array(text),
});
const NOBODY = { phones: {}, urgentNumbers: [], urgentCallers: [] };

/** What Cordboard tells of the bundle in use, in a file that it writes anew whenever another one is. */
export class EdgeFile {
  readonly #path: string;
  readonly #log: Pick<Logger, 'info' | 'error'>;
  #told: z.output<typeof shape> = NOBODY;
  #passwords: ReadonlyMap<string, string> = new Map();
  #urgentCallers: ReadonlySet<string> = new Set();
  #readMs = 0;
  #isTroubleTold = false;
  #isNews = false;

  constructor(settings: Pick<Settings, 'secrets'>, log: Pick<Logger, 'info' | 'error'>) {
    this.#path = edgeFileOf(settings);
    this.#log = log;
    this.look();
  }

  /** Whether it could be read once. */
  get areTold(): boolean {
    return this.#told !== NOBODY;
  }

  /** Undefined for what is no phone of the house. */
  passwordOf(phoneId: string): string | undefined {
    return this.#passwords.get(phoneId);
  }

  /** While nothing is known yet it may be any: contacts that an edge before has kept are not thrown away for that. */
  mayBePhone(phoneId: string): boolean {
    return !this.areTold || this.passwordOf(phoneId) !== undefined;
  }

  isUrgent(dialled: string, caller: string): boolean {
    if (this.#urgentCallers.has(caller)) return true;
    return this.#told.urgentNumbers.some((pattern) => fitsPattern(pattern, dialled));
  }

  /** Looks; returns whether it has changed since this was asked last, whoever has looked meanwhile. */
  takeNews(): boolean {
    this.look();
    const isNews = this.#isNews;
    this.#isNews = false;
    return isNews;
  }

  /**
   * Reads the file when it has changed; returns whether it has. What cannot be read is told once, and what was known
   * holds.
   */
  look(): boolean {
    try {
      const { mtimeMs } = statSync(this.#path);
      if (mtimeMs === this.#readMs) return false;
      this.#told = shape.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
      this.#passwords = new Map(Object.entries(this.#told.phones));
      this.#urgentCallers = new Set(this.#told.urgentCallers);
      this.#readMs = mtimeMs;
      this.#isTroubleTold = false;
      this.#isNews = true;
      this.#log.info({ phones: this.#passwords.size }, 'the phones that may register are known');
      return true;
    } catch (err) {
      const file = this.#path;
      if (!this.#isTroubleTold)
        this.#log.error({ err, file }, 'no phone may register: Cordboard has not said yet which there are');
      this.#isTroubleTold = true;
      return false;
    }
  }
}
