import type { Logger } from 'pino';
import { type Clock, Failure, type Mistake, mistakeIn, mistakeText } from '../base/index.ts';
import type { Bundle, BundleHashes, LoadedBundle } from '../bundle/index.ts';
import type { Activation, BundleState, BundleVersion } from '../http/index.ts';
import type { Event } from '../switchboard/index.ts';
import { type BundleArchive, isSame } from './bundle-archive.ts';
import { type BundleTrial, fitsBeside, scriptsOf } from './bundle-trial.ts';
import type { FolderReader } from './choose-bundle.ts';
import type { FlowOutcomesBook } from './flow-outcomes.ts';

/** Who wants a bundle to be used, and how. */
type Wish = {
  readonly by: string;
  /** So many of a hundred new callers are to meet its flows. */
  readonly percent: number;
  /** The version that is gone back to, and the files from which. */
  readonly back?: { readonly version: number; readonly refused: BundleHashes };
};

const EVERYBODY = 100;
const NOTHING: Activation = { changed: [], mistakes: [] };

/** The bundle with which the process has started, and what is wrong with the files if it is an older one. */
export type StartBundle = {
  readonly bundle: Bundle;
  readonly mistakes: readonly Mistake[];
  readonly trial: BundleTrial | null;
  readonly archive: BundleArchive;
};

export type LiveBundleParts = StartBundle & {
  /** As the admin names it. */
  readonly folder: string;
  readonly reader: FolderReader;
  /** Makes the prompts ready; resolves with those that could not be made. */
  readonly prepare: (bundle: Bundle) => Promise<readonly string[]>;
  /** Gives the operators' phones their accounts; called before an operator who is new can be rung. */
  readonly admit: (bundle: Bundle) => Promise<void>;
  readonly put: (event: Event) => void;
  /** Opening hours are as this bundle says from now on. */
  readonly hours: (bundle: Bundle) => void;
  readonly outcomes: Pick<FlowOutcomesBook, 'of'>;
  readonly clock: Clock;
  readonly log: Logger;
};

const CHANGED = {
  all: 'the changed bundle is in use',
  some: 'the changed bundle is in use, its flows are tried by a share of the new callers',
} as const;

/**
 * The bundle that is in use, and the way in which another takes its place: read, checked and spoken first, then
 * swapped at once. One with mistakes changes nothing: the last good one goes on, and the mistakes are told.
 */
export class LiveBundle {
  readonly #parts: LiveBundleParts;
  /** The newest: its floor is everybody's, its flows too unless they are on trial. */
  #bundle: Bundle;
  #trial: BundleTrial | null;
  #sinceMs: number;
  #checkedMs: number;
  #mistakes: readonly Mistake[];
  /** One reload at a time: who asks meanwhile waits for the next one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: LiveBundleParts) {
    this.#parts = parts;
    this.#bundle = parts.bundle;
    this.#trial = parts.trial;
    this.#sinceMs = parts.clock.now().wallMs;
    this.#checkedMs = this.#sinceMs;
    this.#mistakes = this.#told(parts.mistakes);
  }

  /** Those whose flows new callers meet; the newest is the last one. */
  get bundles(): readonly Bundle[] {
    return this.#trial === null ? [this.#bundle] : [this.#trial.before, this.#bundle];
  }

  /** The newest: what is everybody's is as it says. */
  get newest(): Bundle {
    return this.#bundle;
  }

  /** Servers that the flows which callers meet may ask. */
  get egress(): readonly string[] {
    return this.bundles.flatMap(({ egress }) => egress);
  }

  state(): BundleState {
    const { flowHash, floorHash } = this.#bundle;
    const at = { sinceMs: this.#sinceMs, checkedMs: this.#checkedMs };
    return { flowHash, floorHash, ...at, mistakes: this.#mistakes, ...this.#course() };
  }

  #course(): Pick<BundleState, 'trial' | 'outcomes'> {
    const { outcomes } = this.#parts;
    const { flowHash } = this.#bundle;
    if (this.#trial === null) return { trial: null, outcomes: [outcomes.of(flowHash, null)] };
    const { percent, sinceMs, before, beforeVersion } = this.#trial;
    return {
      trial: { percent, sinceMs, before: { version: beforeVersion, flowHash: before.flowHash } },
      outcomes: [outcomes.of(before.flowHash, 'before'), outcomes.of(flowHash, 'new')],
    };
  }

  /** To be called once: the version with which the process has started is one that can be gone back to. */
  async begin(): Promise<void> {
    const { folder, bundle, mistakes } = this.#parts;
    const wish = { by: 'the start', percent: this.#percent };
    if (mistakes.length === 0) await this.#keep(folder, bundle, wish, this.#trial).catch(() => {});
  }

  /** What is wrong with the files as they are now. Nothing changes. */
  async validate(): Promise<readonly Mistake[]> {
    const { folder, reader } = this.#parts;
    return this.#told((await reader.load(folder)).mistakes);
  }

  /** Takes the files as they are now, if they are good. Never rejects for anything in them. */
  activate(by: string, percent?: number): Promise<Activation> {
    return this.#inTurn(async () => {
      const { folder, reader } = this.#parts;
      return this.#use(folder, await reader.load(folder), { by, percent: percent ?? this.#percent });
    });
  }

  /**
   * A file was saved. Files that are still those from which somebody went back are left alone. While flows are tried,
   * the saved ones are tried in their place, by as many callers.
   */
  filesChanged(): Promise<Activation> {
    return this.#inTurn(async () => {
      const { folder, reader, archive } = this.#parts;
      const loaded = await reader.load(folder);
      const refused = archive.changes.at(-1)?.refused ?? null;
      if (refused !== null && isSame(refused, loaded.hashes)) return NOTHING;
      return this.#use(folder, loaded, { by: 'a saved file', percent: this.#percent });
    });
  }

  history(): readonly BundleVersion[] {
    return this.#parts.archive.changes.toReversed().map(({ refused: _, ...version }) => version);
  }

  rollBack(asked: number | null, by: string): Promise<Activation> {
    return this.#inTurn(async () => {
      const { folder, reader, archive } = this.#parts;
      const version = asked ?? this.#trial?.beforeVersion;
      if (version === undefined) throw new Failure('BUNDLE_NO_TRIAL');
      const from = archive.folderOf(version);
      const back = { version, refused: await reader.hashes(folder) };
      return this.#use(from, await reader.load(from), { by, percent: EVERYBODY, back });
    });
  }

  /** So many of a hundred new callers meet the newest flows. */
  get #percent(): number {
    return this.#trial?.percent ?? EVERYBODY;
  }

  /** The trial that is going on, with this share, or a new one; null when everybody is to meet the same flows. */
  #trialFor(percent: number): BundleTrial | null {
    const { archive, clock } = this.#parts;
    if (percent === EVERYBODY || percent === this.#percent) return percent === EVERYBODY ? null : this.#trial;
    const sinceMs = clock.now().wallMs;
    if (this.#trial !== null) return { ...this.#trial, percent, sinceMs };
    const beforeVersion = archive.versionOf(this.#bundle);
    if (beforeVersion === undefined) throw new Failure('BUNDLE_NOT_KEPT');
    return { percent, before: this.#bundle, beforeVersion, sinceMs };
  }

  #inTurn(act: () => Promise<Activation>): Promise<Activation> {
    const next = this.#last.then(act);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #use(from: string, loaded: LoadedBundle, wish: Wish): Promise<Activation> {
    const { clock, log } = this.#parts;
    const { by, percent } = wish;
    const trial = this.#trialFor(percent);
    const { bundle, mistakes } = trial === null ? loaded : fitsBeside(loaded, trial);
    this.#checkedMs = clock.now().wallMs;
    this.#mistakes = mistakes.map((mistake) => mistakeIn(from, mistake));
    if (bundle === undefined) {
      const lines = this.#mistakes.map(mistakeText);
      log.error({ by, mistakes: lines }, 'the bundle has mistakes: the last good one stays in use');
      return { changed: [], mistakes: this.#mistakes };
    }
    const warnings = loaded.warnings.map((warning) => mistakeText(mistakeIn(from, warning)));
    if (warnings.length > 0) log.warn({ by, warnings }, 'something in the bundle is odd, and no mistake');
    // What is tried must survive us: a process that starts anew would else give it to everybody.
    await this.#keep(from, bundle, wish, trial);
    const changed = await this.#take(bundle, trial);
    if (changed.length > 0)
      log.info({ by, changed, ...this.state() }, CHANGED[trial === null ? 'all' : 'some']);
    return { changed, mistakes: [] };
  }

  /** A full disk takes the way back away, and the way to a trial; nothing else. */
  async #keep(from: string, hashes: BundleHashes, wish: Wish, on: BundleTrial | null): Promise<void> {
    const { archive, clock, log } = this.#parts;
    const { by, back } = wish;
    const { flowHash, floorHash } = hashes;
    const atMs = clock.now().wallMs;
    const trial = on === null ? null : { percent: on.percent, before: on.beforeVersion };
    try {
      if (back === undefined) await archive.keep(from, hashes, { by, atMs, trial });
      else await archive.note({ flowHash, floorHash, ...back, atMs, by, trial });
    } catch (err) {
      log.error({ err }, 'this version of the bundle could not be kept: nobody can go back to it');
      if (trial !== null) throw new Failure('BUNDLE_NOT_KEPT', { why: String(err) });
    }
  }

  async #take(bundle: Bundle, trial: BundleTrial | null): Promise<Activation['changed']> {
    const { prepare, admit, put, log, clock } = this.#parts;
    const areWordsNew = bundle.flowHash !== this.#bundle.flowHash;
    const isFlowNew = areWordsNew || trial !== this.#trial;
    const isFloorNew = bundle.floorHash !== this.#bundle.floorHash;
    if (!isFlowNew && !isFloorNew) return [];
    if (areWordsNew) {
      const failed = await prepare(bundle);
      if (failed.length > 0) log.error({ failed }, 'prompts could not be made: callers hear a tone instead');
    }
    await admit(bundle);
    const { queues, operators, devices, callers, routes } = bundle;
    // The floor first: a new flow may lead into a new queue.
    if (isFloorNew) {
      put({ kind: 'floorChanged', queues, operators, devices, callers, routes });
      this.#parts.hours(bundle);
    }
    if (isFlowNew) put({ kind: 'flowsChanged', ...scriptsOf(bundle, trial) });
    this.#bundle = bundle;
    this.#trial = trial;
    this.#sinceMs = clock.now().wallMs;
    return [...(isFlowNew ? (['flow'] as const) : []), ...(isFloorNew ? (['floor'] as const) : [])];
  }

  /** With their files as the admin names them. */
  #told(mistakes: readonly Mistake[]): readonly Mistake[] {
    return mistakes.map((mistake) => mistakeIn(this.#parts.folder, mistake));
  }
}
