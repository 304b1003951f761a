import type { Clock } from '../../base/index.ts';
import type { AriLog } from './ari-types.ts';

export type AriOptions = {
  /** Address of the interface, for example "http://127.0.0.1:8088/ari". */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Name of the application in the dialplan's `Stasis(…)`. */
  readonly app: string;
  readonly clock: Clock;
  readonly log: AriLog;
  /** Another process has connected as the same application: nothing of ours is carried out any more. */
  readonly onReplaced: () => void;
};
