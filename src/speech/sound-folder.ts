import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ENDINGS, soundFault } from './recording.ts';

/** The beginning of the names of files that are not finished. */
const UNFINISHED = '.making-';
/** For what every version needs; no version has this name. */
const ALWAYS = '';

/**
 * The folder in which finished sounds lie. A file is there whole or not at all: it is written under another
 * name and then renamed. What lies there is known in memory, so that asking never waits for the disk. When
 * there are too many sounds, those unused for longest go first; pinned ones stay.
 */
export class SoundFolder {
  readonly #folder: string;
  readonly #soundsMax: number;
  /** File names; the longest unused first. */
  readonly #sounds = new Set<string>();
  /** File → the versions of the bundle that need it. */
  readonly #pinned = new Map<string, Set<string>>();
  #count = 0;

  /**
   * Makes the folder if need be, and clears what an earlier process left unfinished. Throws when it cannot.
   */
  constructor(folder: string, soundsMax: number) {
    this.#folder = folder;
    this.#soundsMax = soundsMax;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) {
      if (file.startsWith(UNFINISHED)) rmSync(join(folder, file), { force: true });
      else this.#sounds.add(file);
    }
  }

  has(file: string): boolean {
    return this.#sounds.has(file);
  }

  /** The path of a sound as the exchange wants it, without its ending. It counts as used. */
  soundPath(file: string): string {
    this.#sounds.delete(file);
    this.#sounds.add(file);
    return join(this.#folder, file.replace(/\.[a-z]+$/, ''));
  }

  /** Forgets the sound of this path if its file is gone or cannot be played; true when it did. */
  async forgetBroken(soundPath: string): Promise<boolean> {
    const file = ENDINGS.map((ending) => `${basename(soundPath)}${ending}`).find((each) => this.has(each));
    if (file === undefined) return false;
    const bytes = await readFile(join(this.#folder, file)).catch(() => new Uint8Array());
    if (soundFault(file, bytes) === undefined) return false;
    this.#sounds.delete(file);
    return true;
  }

  /** Writes at once, for the few sounds without which nothing can begin. What lies there stays: a disk may be full. */
  writeNow(file: string, bytes: Uint8Array): void {
    const path = join(this.#folder, file);
    if (!this.has(file) || !readFileSync(path).equals(bytes)) {
      const unfinished = this.unfinishedPath(file);
      writeFileSync(unfinished, bytes);
      renameSync(unfinished, path);
    }
    this.#sounds.add(file);
    this.pin(file, ALWAYS);
  }

  async write(file: string, bytes: Uint8Array): Promise<void> {
    const unfinished = this.unfinishedPath(file);
    await writeFile(unfinished, bytes);
    await this.finish(unfinished, file);
  }

  /** A path for a file in the making; `finish` gives it its name, `drop` does away with it. */
  unfinishedPath(file: string): string {
    this.#count += 1;
    return join(this.#folder, `${UNFINISHED}${this.#count}-${file}`);
  }

  async finish(unfinished: string, file: string): Promise<void> {
    await rename(unfinished, join(this.#folder, file));
    this.#sounds.add(file);
    await this.#makeRoom();
  }

  async drop(unfinished: string): Promise<void> {
    await rm(unfinished, { force: true });
  }

  /** The sound stays as long as this version is kept. */
  pin(file: string, version: string): void {
    const versions = this.#pinned.get(file);
    if (versions === undefined) this.#pinned.set(file, new Set([version]));
    else versions.add(version);
  }

  /** Sounds that no other version needs are from now on among those that go when there are too many. */
  async release(version: string): Promise<void> {
    for (const [file, versions] of this.#pinned) {
      if (versions.delete(version) && versions.size === 0) this.#pinned.delete(file);
    }
    await this.#makeRoom();
  }

  async #makeRoom(): Promise<void> {
    const tooMany = this.#sounds.size - this.#pinned.size - this.#soundsMax;
    if (tooMany <= 0) return;
    const oldest = [...this.#sounds].filter((file) => !this.#pinned.has(file)).slice(0, tooMany);
    for (const file of oldest) this.#sounds.delete(file);
    await Promise.all(oldest.map((file) => rm(join(this.#folder, file), { force: true })));
  }
}

/** A file name for a sound that is made of these facts and of nothing else. */
export const soundName = (facts: readonly string[], ending: string): string =>
  `${createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 40)}.${ending}`;
