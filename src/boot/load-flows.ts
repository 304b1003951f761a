import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Mistake } from '../base/index.ts';
import {
  type BundleHashes,
  type BundleSource,
  hashesOf,
  type LoadedBundle,
  loadBundleInSteps,
  type Recording,
} from '../bundle/index.ts';
import { readRegular } from '../disk/index.ts';
import type { SentFiles } from '../http/index.ts';
import { systemClock } from '../machine/index.ts';
import { timeZones } from '../schedules/index.ts';
import { RECORDING_BYTES_MAX, recordingFault, recordingHash } from '../speech/index.ts';
import { inTurns } from './in-turns.ts';

const FILES_MAX = 500;
const FILE_BYTES_MAX = 8_000_000;
const RECORDINGS_MAX = 10_000;

/**
 * Reads and checks the bundle in a folder. What is wrong with it is among the mistakes; it rejects for
 * nothing in it.
 */
export async function loadFlows(folder: string): Promise<LoadedBundle> {
  return inTurns(loadBundleInSteps(await readBundleFolder(folder)));
}

/** Checks files that somebody sent, to try them out: steps that the exchange cannot do yet are no mistake. */
export function loadSent({ files, recordings }: SentFiles): Promise<LoadedBundle> {
  const source: BundleSource = {
    files: new Map(Object.entries(files)),
    recordings: recordings.map((path) => ({ path, hash: '' })),
    folder: '',
    zones: timeZones,
    hash: hashOf,
  };
  return inTurns(loadBundleInSteps(source, 'rehearsals'));
}

/** The hashes of the files in a folder, good or not, without a look at what they mean. */
export async function hashFlows(folder: string): Promise<BundleHashes> {
  return hashesOf(await readBundleFolder(folder));
}

/** All that lies in a bundle's folder, unread; it rejects for nothing in it. */
export async function readBundleFolder(folder: string): Promise<BundleSource> {
  const reading = new FolderReading(folder);
  const files = await reading.files();
  const recordings = await reading.recordings();
  return {
    files,
    recordings,
    mistakes: reading.mistakes,
    folder,
    zones: timeZones,
    today: today(),
    hash: hashOf,
  };
}

/** In UTC: half a day more or less is of no account where it is asked what is past. */
const today = (): string => new Date(systemClock.now().wallMs).toISOString().slice(0, 10);

const hashOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 16);

/** One pass over a folder, and what could not be read on the way. */
class FolderReading {
  readonly mistakes: Mistake[] = [];
  readonly #folder: string;
  /** What the folder is in truth, once it was asked. */
  #top: Promise<string> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The YAML files at the top of the folder; undefined stands for one that cannot be read. */
  async files(): Promise<ReadonlyMap<string, string | undefined>> {
    const entries = await this.#list('.');
    const names = entries.map(({ name }) => name).filter((name) => /\.ya?ml$/.test(name));
    this.#checkCount('.', names.length, FILES_MAX);
    const files = new Map<string, string | undefined>();
    for (const name of names.slice(0, FILES_MAX)) files.set(name, await this.#text(name));
    return files;
  }

  /** Everything under `prompts/`, two levels deep: what has no place there is a mistake, not passed over. */
  async recordings(): Promise<readonly Recording[]> {
    const top = await this.#list('prompts', true);
    const paths: string[] = [];
    for (const entry of top) {
      if (!entry.isDirectory()) paths.push(entry.name);
      else
        for (const { name } of await this.#list(`prompts/${entry.name}`)) paths.push(`${entry.name}/${name}`);
    }
    this.#checkCount('prompts', paths.length, RECORDINGS_MAX);
    const recordings: Recording[] = [];
    for (const path of paths.slice(0, RECORDINGS_MAX))
      recordings.push({ path, hash: await this.#recordingHash(path) });
    return recordings;
  }

  /**
   * Entries in an order that is the same everywhere; hidden files and notes to the reader are not part of a
   * bundle.
   */
  async #list(path: string, mayBeMissing = false): Promise<readonly Dirent[]> {
    try {
      const entries = await readdir(join(this.#folder, path), { withFileTypes: true });
      return entries
        .filter(({ name }) => !/^\.|^README/.test(name))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!(mayBeMissing && isMissing)) this.#unreadable(path, error);
      return [];
    }
  }

  async #text(path: string): Promise<string | undefined> {
    try {
      const bytes = await this.#bytes(path, FILE_BYTES_MAX);
      return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (error) {
      this.#unreadable(path, error);
      return undefined;
    }
  }

  async #recordingHash(path: string): Promise<string> {
    try {
      const bytes = await this.#bytes(`prompts/${path}`, RECORDING_BYTES_MAX);
      if (bytes === undefined) return '';
      const fault = recordingFault(path, bytes);
      if (fault !== undefined)
        this.#mistake(`prompts/${path}`, 'BAD_RECORDING', fault, 'record it anew: WAV, 16 bit PCM');
      return recordingHash(bytes);
    } catch (error) {
      this.#unreadable(`prompts/${path}`, error);
      return '';
    }
  }

  /** The content, unless there is too much of it, or it is not a file of this folder. */
  async #bytes(path: string, bytesMax: number): Promise<Uint8Array | undefined> {
    this.#top ??= realpath(this.#folder);
    const [top, place] = [await this.#top, await realpath(join(this.#folder, path))];
    if (!place.startsWith(`${top}${sep}`)) {
      this.#mistake(
        path,
        'FILE_UNREADABLE',
        'it is a link that leads out of the bundle',
        'put the file itself there',
      );
      return undefined;
    }
    const file = await readRegular(place, bytesMax);
    if (file.kind === 'read') return file.bytes;
    if (file.kind === 'noFile')
      this.#mistake(path, 'FILE_UNREADABLE', 'it is not a file', 'put a file there');
    else this.#mistake(path, 'FILE_TOO_LARGE', `the file has ${file.size} bytes`, `keep it to ${bytesMax}`);
    return undefined;
  }

  #checkCount(path: string, count: number, most: number): void {
    if (count > most) this.#mistake(path, 'TOO_MANY', `${count} files`, `keep a bundle to ${most}`);
  }

  #unreadable(path: string, error: unknown): void {
    const say = `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    this.#mistake(path, 'FILE_UNREADABLE', say, 'check that it is there, is UTF-8 text, and may be read');
  }

  #mistake(file: string, code: string, say: string, hint: string): void {
    this.mistakes.push({ file, line: 1, column: 1, code, say, hint });
  }
}
