import type { ReportWish } from './report-text.ts';

/** Where sums are kept, and reports are made of them. */
export type SumsKeeper = {
  /** The text of the report in UTF-8. Rejects with `Failure` STORE_AWAY, or TOO_MANY_REPORTS. */
  report(wish: ReportWish): Promise<Uint8Array>;
  /** Forgets every sum and counts all entries anew, in the background. */
  countAnew(): Promise<void>;
};
