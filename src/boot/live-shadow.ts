import type { Logger } from 'pino';
import { type Clock, Failure, mistakeIn } from '../base/index.ts';
import type { Bundle, LoadedBundle } from '../bundle/index.ts';
import type { SentFiles, ShadowDesk, ShadowFlows, ShadowState, ShadowWish } from '../http/index.ts';
import type { Entry, Store } from '../journal/index.ts';
import type { BundleArchive } from './bundle-archive.ts';
import type { FolderReader } from './choose-bundle.ts';
import { settingOf } from './setting.ts';
import { SHADOW_LIMITS, ShadowCourse, type ShadowLimits } from './shadow-course.ts';

export type LiveShadowParts = {
  readonly archive: Pick<BundleArchive, 'folderOf'>;
  readonly reader: Pick<FolderReader, 'load'>;
  readonly sent: (files: SentFiles) => Promise<LoadedBundle>;
  /** The hashes of the flows that new callers meet: two during a trial. */
  readonly inUse: () => readonly string[];
  readonly store: Pick<Store, 'call' | 'calls'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: ShadowLimits;
};

/**
 * What would other flows do with the calls of now? Each one that ends is made again from the journal. It goes on until
 * somebody ends it, begins another, or takes these flows into use for everybody; a version that the archive forgets
 * meanwhile is still in memory, and a new process compares nothing until it is asked to.
 */
export class LiveShadow implements ShadowDesk {
  readonly #parts: LiveShadowParts;
  #course: ShadowCourse | null = null;
  /** One wish at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: LiveShadowParts) {
    this.#parts = parts;
  }

  begin({ flows, past }: ShadowWish, by: string): Promise<ShadowState> {
    return this.#inTurn(async () => {
      const bundle = await this.#read(flows);
      if (this.#isEverybodys(bundle.flowHash)) throw new Failure('BUNDLE_IN_USE');
      const calls = await this.#pastCalls(past);
      await this.#course?.end('another comparison began');
      this.#course = this.#courseOf(bundle, flows, by, calls);
      const { version, flowHash, waiting } = this.#course.told();
      this.#parts.log.info({ by, version, flowHash, past: waiting }, 'calls are compared with other flows');
      return this.#course.told();
    });
  }

  state(): ShadowState | null {
    this.#endIfEverybodys();
    return this.#course?.told() ?? null;
  }

  end(by: string): Promise<ShadowState | null> {
    return this.#inTurn(async () => {
      await this.#course?.end(`ended by ${by}`);
      return this.state();
    });
  }

  /** Takes the next entry of the journal. */
  note(entry: Entry): void {
    if (entry.kind !== 'callEnded') return;
    this.#endIfEverybodys();
    this.#course?.add(entry.callId);
  }

  /** Nothing more is compared; resolves when nothing is under way. */
  async close(): Promise<void> {
    await this.#course?.end('Cordboard stopped');
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#last.then(act);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #read(flows: ShadowFlows): Promise<Bundle> {
    const { archive, reader, sent } = this.#parts;
    const isKept = 'version' in flows;
    const loading = isKept ? reader.load(archive.folderOf(flows.version)) : sent(flows);
    const { bundle, mistakes } = await loading;
    if (bundle !== undefined) return bundle;
    throw new Failure('BUNDLE_INVALID', {
      mistakes: isKept ? mistakes.map((one) => mistakeIn(`version ${flows.version}`, one)) : mistakes,
    });
  }

  /** The last calls that have ended, the newest first. */
  async #pastCalls(limit: number): Promise<readonly string[]> {
    if (limit === 0) return [];
    const records = await this.#parts.store.calls({ limit });
    return records.filter(({ outcome }) => outcome !== null).map(({ callId }) => callId);
  }

  #courseOf(bundle: Bundle, flows: ShadowFlows, by: string, past: readonly string[]): ShadowCourse {
    const { store, clock, log, limits = SHADOW_LIMITS } = this.#parts;
    const version = 'version' in flows ? flows.version : null;
    return new ShadowCourse({
      ...{ store, clock, log, limits, past },
      candidate: { flows: settingOf(bundle), numbers: bundle.numbers },
      of: { version, flowHash: bundle.flowHash, sinceMs: clock.now().wallMs, by },
    });
  }

  #isEverybodys(flowHash: string): boolean {
    return this.#parts.inUse().every((hash) => hash === flowHash);
  }

  /** Who has taken the flows into use is done with comparing. */
  #endIfEverybodys(): void {
    if (this.#course !== null && this.#isEverybodys(this.#course.flowHash))
      void this.#course.end('the flows came into use for everybody');
  }
}
