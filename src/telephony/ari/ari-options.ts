import type { Clock } from '../../base/index.ts';
import type { AriLog } from './ari-types.ts';

/** Whether this process decides, and the number of the grant with which it does. */
export type AriLeader = {
  /** Stands on every leg that we make, as `cb_epoch`: by it can be told which process made it. */
  readonly epoch: number;
  /** Asked as each request leaves us: one that waited in line while another process took over must not leave. */
  readonly mayAct: () => boolean;
};

export type AriOptions = {
  /** Address of the interface, for example "http://127.0.0.1:8088/ari". */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The name of this Asterisk among the nodes: it stands on all that is told of it. */
  readonly node: string;
  /** Phones and trunks are not its own, but those of a SIP edge in front of it. */
  readonly isBehindEdge: boolean;
  /** Name of the application in the dialplan's `Stasis(…)`. */
  readonly app: string;
  readonly clock: Clock;
  readonly log: AriLog;
  readonly leader: AriLeader;
  /** Another process has connected as the same application: nothing of ours is carried out any more. */
  readonly onReplaced: () => void;
};
