import { readFileSync, statSync } from 'node:fs';
import type { Logger } from 'pino';
import * as z from 'zod';
import { phoneFileOf, type Settings } from '../settings/index.ts';

const shape = z.record(z.string(), z.string());

/** The phones of the house and their passwords, in the file that Cordboard writes when it takes a bundle into use. */
export class PhoneFile {
  readonly #path: string;
  readonly #log: Pick<Logger, 'info' | 'error'>;
  #passwords: ReadonlyMap<string, string> = new Map();
  #readMs = 0;
  #isTold = false;

  constructor(settings: Pick<Settings, 'secrets'>, log: Pick<Logger, 'info' | 'error'>) {
    this.#path = phoneFileOf(settings);
    this.#log = log;
    this.look();
  }

  passwordOf(phoneId: string): string | undefined {
    return this.#passwords.get(phoneId);
  }

  /** Reads the file when it has changed. What cannot be read is told once, and what was known holds. */
  look(): void {
    try {
      const { mtimeMs } = statSync(this.#path);
      if (mtimeMs === this.#readMs) return;
      this.#passwords = new Map(Object.entries(shape.parse(JSON.parse(readFileSync(this.#path, 'utf8')))));
      this.#readMs = mtimeMs;
      this.#isTold = false;
      this.#log.info({ phones: this.#passwords.size }, 'the phones that may register are known');
    } catch (err) {
      if (!this.#isTold)
        this.#log.error({ err }, 'the phones that may register cannot be read: start Cordboard once');
      this.#isTold = true;
    }
  }
}
