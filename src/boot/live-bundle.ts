import type { Logger } from 'pino';
import { type Clock, type Mistake, mistakeIn, mistakeText } from '../base/index.ts';
import type { Bundle, BundleHashes, LoadedBundle } from '../bundle/index.ts';
import type { Activation, BundleState, BundleVersion } from '../http/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import type { Event } from '../switchboard/index.ts';
import { type BundleArchive, isSame } from './bundle-archive.ts';

/** The version that was gone back to, and the files from which. */
type WayBack = { readonly version: number; readonly refused: BundleHashes };

const NOTHING: Activation = { changed: [], mistakes: [] };

/** The bundle with which the process has started, and what is wrong with the files if it is an older one. */
export type StartBundle = {
  readonly bundle: Bundle;
  readonly mistakes: readonly Mistake[];
  readonly archive: BundleArchive;
};

export type LiveBundleParts = StartBundle & {
  /** As the admin names it. */
  readonly folder: string;
  readonly load: (folder: string) => Promise<LoadedBundle>;
  /** Makes the prompts ready; resolves with those that could not be made. */
  readonly prepare: (bundle: Bundle) => Promise<readonly string[]>;
  /** Gives the operators' phones their accounts; called before an operator who is new can be rung. */
  readonly admit: (operators: readonly OperatorProfile[]) => Promise<void>;
  readonly put: (event: Event) => void;
  /** Opening hours are as this bundle says from now on. */
  readonly hours: (bundle: Bundle) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/**
 * The bundle that is in use, and the way in which another takes its place: read, checked and spoken first, then
 * swapped at once. One with mistakes changes nothing: the last good one goes on, and the mistakes are told.
 */
export class LiveBundle {
  readonly #parts: LiveBundleParts;
  #bundle: Bundle;
  #sinceMs: number;
  #checkedMs: number;
  #mistakes: readonly Mistake[];
  /** One reload at a time: who asks meanwhile waits for the next one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: LiveBundleParts) {
    this.#parts = parts;
    this.#bundle = parts.bundle;
    this.#sinceMs = parts.clock.now().wallMs;
    this.#checkedMs = this.#sinceMs;
    this.#mistakes = this.#told(parts.mistakes);
  }

  /** The one in use. */
  get bundle(): Bundle {
    return this.#bundle;
  }

  state(): BundleState {
    const { flowHash, floorHash } = this.#bundle;
    const at = { sinceMs: this.#sinceMs, checkedMs: this.#checkedMs };
    return { flowHash, floorHash, ...at, mistakes: this.#mistakes };
  }

  /** To be called once: the version with which the process has started is one that can be gone back to. */
  async begin(): Promise<void> {
    const { folder, bundle, mistakes } = this.#parts;
    if (mistakes.length === 0) await this.#keep(folder, bundle, 'the start', null);
  }

  /** What is wrong with the files as they are now. Nothing changes. */
  async validate(): Promise<readonly Mistake[]> {
    return this.#told((await this.#parts.load(this.#parts.folder)).mistakes);
  }

  /** Takes the files as they are now, if they are good. Never rejects for anything in them. */
  activate(by: string): Promise<Activation> {
    return this.#inTurn(async () => {
      const { folder, load } = this.#parts;
      return this.#use(folder, await load(folder), by, null);
    });
  }

  /** A file was saved. Files that are still those from which somebody went back are left alone. */
  filesChanged(): Promise<Activation> {
    return this.#inTurn(async () => {
      const { folder, load, archive } = this.#parts;
      const loaded = await load(folder);
      const refused = archive.changes.at(-1)?.refused ?? null;
      if (refused !== null && isSame(refused, loaded.hashes)) return NOTHING;
      return this.#use(folder, loaded, 'a saved file', null);
    });
  }

  history(): readonly BundleVersion[] {
    return this.#parts.archive.changes.toReversed().map(({ refused: _, ...version }) => version);
  }

  /** Rejects with `Failure` BUNDLE_VERSION_UNKNOWN. */
  rollBack(version: number, by: string): Promise<Activation> {
    return this.#inTurn(async () => {
      const { folder, load, archive } = this.#parts;
      const from = archive.folderOf(version);
      const { hashes: refused } = await load(folder);
      return this.#use(from, await load(from), by, { version, refused });
    });
  }

  #inTurn(act: () => Promise<Activation>): Promise<Activation> {
    const next = this.#last.then(act);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #use(
    from: string,
    { bundle, hashes, mistakes }: LoadedBundle,
    by: string,
    back: WayBack | null,
  ): Promise<Activation> {
    const { clock, log } = this.#parts;
    this.#checkedMs = clock.now().wallMs;
    this.#mistakes = mistakes.map((mistake) => mistakeIn(from, mistake));
    if (bundle === undefined) {
      const lines = this.#mistakes.map(mistakeText);
      log.error({ by, mistakes: lines }, 'the bundle has mistakes: the last good one stays in use');
      return { changed: [], mistakes: this.#mistakes };
    }
    const changed = await this.#take(bundle);
    await this.#keep(from, hashes, by, back);
    if (changed.length > 0) log.info({ by, changed, ...this.state() }, 'the changed bundle is in use');
    return { changed, mistakes: [] };
  }

  /** A full disk takes the way back away, and nothing else. */
  async #keep(from: string, hashes: BundleHashes, by: string, back: WayBack | null): Promise<void> {
    const { archive, clock, log } = this.#parts;
    const { flowHash, floorHash } = hashes;
    const atMs = clock.now().wallMs;
    try {
      if (back === null) await archive.keep(from, { flowHash, floorHash }, by, atMs);
      else await archive.note({ flowHash, floorHash, ...back, atMs, by });
    } catch (err) {
      log.error({ err }, 'this version of the bundle could not be kept: nobody can go back to it');
    }
  }

  async #take(bundle: Bundle): Promise<Activation['changed']> {
    const { prepare, admit, put, log, clock } = this.#parts;
    const isFlowNew = bundle.flowHash !== this.#bundle.flowHash;
    const isFloorNew = bundle.floorHash !== this.#bundle.floorHash;
    if (!isFlowNew && !isFloorNew) return [];
    if (isFlowNew) {
      const failed = await prepare(bundle);
      if (failed.length > 0) log.error({ failed }, 'prompts could not be made: callers hear a tone instead');
    }
    if (isFloorNew) await admit([...bundle.operators.values()]);
    const { flowHash, flows, numbers, languages, queues, operators, callers } = bundle;
    // The floor first: a new flow may lead into a new queue.
    if (isFloorNew) {
      put({ kind: 'floorChanged', queues, operators, callers });
      this.#parts.hours(bundle);
    }
    if (isFlowNew) put({ kind: 'flowsChanged', flowHash, flows, numbers, languages });
    this.#bundle = bundle;
    this.#sinceMs = clock.now().wallMs;
    return [...(isFlowNew ? (['flow'] as const) : []), ...(isFloorNew ? (['floor'] as const) : [])];
  }

  /** With their files as the admin names them. */
  #told(mistakes: readonly Mistake[]): readonly Mistake[] {
    return mistakes.map((mistake) => mistakeIn(this.#parts.folder, mistake));
  }
}
