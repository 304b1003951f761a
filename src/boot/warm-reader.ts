import type { Bundle, BundleHashes, LoadedBundle } from '../bundle/index.ts';
import { isSame } from './bundle-archive.ts';
import type { FolderReader } from './choose-bundle.ts';

type Kept = { readonly folder: string; readonly day: number; readonly loaded: LoadedBundle };

const DAY_MS = 86_400_000;

/**
 * Reads and checks the files of a folder before they are wanted. Files that are still the same then need not be checked
 * again, which takes longer than anything else in a start; any others are read as ever.
 */
export class WarmReader implements FolderReader {
  readonly #reader: FolderReader;
  readonly #wallMs: () => number;
  #kept: Kept | undefined;

  constructor(reader: FolderReader, wallMs: () => number) {
    this.#reader = reader;
    this.#wallMs = wallMs;
  }

  /** Keeps what is in the folder now, and resolves with it, if it is good. Never rejects: it is read anew later. */
  async warm(folder: string): Promise<Bundle | undefined> {
    const day = this.#day();
    const [read] = await Promise.allSettled([this.load(folder)]);
    const loaded = read!.status === 'fulfilled' ? read!.value : undefined;
    if (loaded?.bundle === undefined || loaded.mistakes.length > 0) return undefined;
    this.#kept = { folder, day, loaded };
    return loaded.bundle;
  }

  async load(folder: string): Promise<LoadedBundle> {
    const kept = this.#kept;
    // What is past is a matter of the day.
    const isOfToday = kept?.folder === folder && kept.day === this.#day();
    if (isOfToday && isSame(kept.loaded.hashes, await this.hashes(folder))) return kept.loaded;
    return this.#reader.load(folder);
  }

  hashes(folder: string): Promise<BundleHashes> {
    return this.#reader.hashes(folder);
  }

  readonly #day = (): number => Math.floor(this.#wallMs() / DAY_MS);
}
