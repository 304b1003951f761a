import type { Logger } from 'pino';
import { type Clock, type Mistake, mistakeIn, mistakeText } from '../base/index.ts';
import type { Bundle, LoadedBundle } from '../bundle/index.ts';
import type { Activation, BundleState } from '../http/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import type { PromptTable } from '../speech/index.ts';
import type { Event } from '../switchboard/index.ts';

export type LiveBundleParts = {
  /** As the admin names it. */
  readonly folder: string;
  /** The bundle with which the process has started. */
  readonly bundle: Bundle;
  readonly load: (folder: string) => Promise<LoadedBundle>;
  /** Makes the prompts ready; resolves with those that could not be made. */
  readonly prepare: (prompts: PromptTable) => Promise<readonly string[]>;
  /** Gives the operators' phones their accounts; called before an operator who is new can be rung. */
  readonly admit: (operators: readonly OperatorProfile[]) => Promise<void>;
  readonly put: (event: Event) => void;
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
  #mistakes: readonly Mistake[] = [];
  /** One reload at a time: who asks meanwhile waits for the next one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: LiveBundleParts) {
    this.#parts = parts;
    this.#bundle = parts.bundle;
    this.#sinceMs = parts.clock.now().wallMs;
    this.#checkedMs = this.#sinceMs;
  }

  state(): BundleState {
    const { flowHash, floorHash } = this.#bundle;
    const at = { sinceMs: this.#sinceMs, checkedMs: this.#checkedMs };
    return { flowHash, floorHash, ...at, mistakes: this.#mistakes };
  }

  /** What is wrong with the files as they are now. Nothing changes. */
  async validate(): Promise<readonly Mistake[]> {
    return this.#told((await this.#parts.load(this.#parts.folder)).mistakes);
  }

  /** Takes the files as they are now, if they are good. Never rejects for anything in them. */
  activate(by: string): Promise<Activation> {
    const next = this.#last.then(() => this.#activate(by));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #activate(by: string): Promise<Activation> {
    const { folder, load, clock, log } = this.#parts;
    const { bundle, mistakes } = await load(folder);
    this.#checkedMs = clock.now().wallMs;
    this.#mistakes = this.#told(mistakes);
    if (bundle === undefined) {
      const lines = this.#mistakes.map(mistakeText);
      log.error({ by, mistakes: lines }, 'the bundle has mistakes: the last good one stays in use');
      return { changed: [], mistakes: this.#mistakes };
    }
    const changed = await this.#take(bundle);
    if (changed.length > 0) log.info({ by, changed, ...this.state() }, 'the changed bundle is in use');
    return { changed, mistakes: [] };
  }

  async #take(bundle: Bundle): Promise<Activation['changed']> {
    const { prepare, admit, put, log, clock } = this.#parts;
    const isFlowNew = bundle.flowHash !== this.#bundle.flowHash;
    const isFloorNew = bundle.floorHash !== this.#bundle.floorHash;
    if (!isFlowNew && !isFloorNew) return [];
    if (isFlowNew) {
      const failed = await prepare(bundle.prompts);
      if (failed.length > 0) log.error({ failed }, 'prompts could not be made: callers hear a tone instead');
    }
    if (isFloorNew) await admit([...bundle.operators.values()]);
    const { flowHash, flows, numbers, languages, queues, operators } = bundle;
    // The floor first: a new flow may lead into a new queue.
    if (isFloorNew) put({ kind: 'floorChanged', queues, operators });
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
