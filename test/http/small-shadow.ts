import { Failure } from '../../src/base/index.ts';
import type { ShadowDesk, ShadowState, ShadowWish } from '../../src/http/index.ts';

/** Compares nothing, and knows what it was asked. Version 1 is in use, and there is a version 2. */
export class SmallShadowDesk implements ShadowDesk {
  readonly asked: ShadowWish[] = [];
  told: ShadowState | null = null;

  async begin(wish: ShadowWish, by: string): Promise<ShadowState> {
    this.asked.push(wish);
    const version = 'version' in wish.flows ? wish.flows.version : null;
    if (version === 1) throw new Failure('BUNDLE_IN_USE');
    if (version !== null && version !== 2) throw new Failure('BUNDLE_VERSION_UNKNOWN', { version });
    const nothing = { same: 0, differs: 0, notComparable: [], passedOver: 0, last: [] };
    const of = { version, flowHash: 'f2', sinceMs: 30, by, ended: null, waiting: wish.past };
    this.told = { ...of, ...nothing };
    return this.told;
  }

  state(): ShadowState | null {
    return this.told;
  }

  async end(by: string): Promise<ShadowState | null> {
    if (this.told !== null) this.told = { ...this.told, ended: { atMs: 40, why: `ended by ${by}` } };
    return this.told;
  }
}
