import { rmSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import { replaceFile } from '../disk/index.ts';
import { readIfThere } from '../settings/index.ts';

/** So long after the exchange has told of its callers all are taken over: a death from then on has other reasons. */
const TAKEN_MS = 300;
/** What was wrong with them may show later, when a limit of theirs is reached: for so long it is put down to them. */
const SURVIVED_MS = 30_000;
/** Who was killed meanwhile may have been killed by a person: only so many in a row are no accident. */
const DEATHS_MAX = 3;

export type AdoptionGuardParts = {
  readonly file: string;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
};

/** Tries to go on with the calls of another process of which none has come to say that it went well. */
type Tries = { readonly begun: number; readonly isBroken: boolean };
const NONE: Tries = { begun: 0, isBroken: false };

/**
 * Remembers over the death of a process whether it died while it took over calls. What is kept of them may be what
 * killed it, and then it would kill every process that comes: one that violated a rule of its own is enough, of those
 * of which nobody knows why they ended it takes three.
 */
export class AdoptionGuard {
  readonly #parts: AdoptionGuardParts;
  #isOpen = false;
  #cancel: () => void = () => {};

  constructor(parts: AdoptionGuardParts) {
    this.#parts = parts;
  }

  /** Calls are about to be taken over. False: what is kept of them is not to be used. */
  begin(): boolean {
    const { begun, isBroken } = this.#before();
    const isTrusted = !isBroken && begun < DEATHS_MAX;
    this.#isOpen = true;
    this.#keep({ begun: isTrusted ? begun + 1 : 1, isBroken: false });
    return isTrusted;
  }

  /** The exchange has told whose callers are there, and they are taken over. */
  reached(): void {
    if (!this.#isOpen) return;
    this.#cancel();
    this.#cancel = this.#parts.clock.after(TAKEN_MS, () => {
      this.#forget();
      this.#cancel = this.#parts.clock.after(SURVIVED_MS - TAKEN_MS, () => this.close());
    });
  }

  /** This process lets go of its calls at its own will, or has lived long enough. */
  close(): void {
    this.#cancel();
    if (this.#isOpen) this.#forget();
    this.#isOpen = false;
  }

  /** This process has violated a rule of its own, and is about to end. */
  broke(): void {
    if (this.#isOpen) this.#keep({ begun: 1, isBroken: true });
  }

  #forget(): void {
    this.#trying(() => rmSync(this.#parts.file, { force: true }));
  }

  #before(): Tries {
    try {
      return { ...NONE, ...(JSON.parse(readIfThere(this.#parts.file) ?? '{}') as Partial<Tries>) };
    } catch {
      // Nobody but us writes it, and always as a whole: nothing is known from one that cannot be read.
      return NONE;
    }
  }

  #keep(tries: Tries): void {
    this.#trying(() => replaceFile(this.#parts.file, `${JSON.stringify(tries)}\n`, { mode: 0o600 }));
  }

  /** A disk that takes nothing must not keep anybody from serving calls. */
  #trying(act: () => void): void {
    try {
      act();
    } catch (err) {
      this.#parts.log.error({ err }, 'how taking over calls went cannot be written down: see to the disk');
    }
  }
}
