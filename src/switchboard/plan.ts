import type { FlowSet, KnownCaller, Schedule } from '../flow/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import type { RoutePlan, TrunkPlan } from '../outbound/index.ts';
import type { QueueRules } from '../routing/index.ts';
import type { AdmissionRules } from './arrivals/admission.ts';

/** What the admin wrote, compiled: all that the switchboard needs to serve calls. */
export type Plan = {
  /** Names the version of the flows, for the mark on each leg. */
  readonly flowHash: string;
  readonly flows: FlowSet;
  readonly numbers: { find(dialled: string): NumberPlan | undefined };
  /** Other flows that a share of the new callers meets; without one everybody meets those above. */
  readonly trial?: Trial | null;
  readonly queues: ReadonlyMap<string, QueueRules>;
  readonly operators: ReadonlyMap<string, OperatorProfile>;
  /** The phones that have an account, whoever is there. */
  readonly devices: readonly string[];
  /** Opening hours as moments, for a while ahead; replaced as time goes on. */
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** Number → what is known of the caller. */
  readonly callers: ReadonlyMap<string, KnownCaller>;
  /** What may be dialled out, and the trunks on which that can be done. */
  readonly routes: RoutePlan;
  readonly trunks: ReadonlyMap<string, TrunkPlan>;
  /** The language in which phones are spoken to when an operator's own is not known. */
  readonly languages: readonly string[];
  /** At so many calls at once a further one is turned away. */
  readonly callsMax: number;
  /**
   * The nodes of the exchange behind an edge, which brings callers of one that dies to another; without it there is one
   * exchange, and whoever it carries is lost with it.
   */
  readonly nodes?: readonly string[];
  /** How many new calls are let in besides that; without it all are. */
  readonly admission?: AdmissionRules;
};

/** One version of what callers hear: a call stays with the one in which it began. */
export type Script = Pick<Plan, 'flowHash' | 'flows'>;

/** A version that so many of a hundred new callers meet. */
export type Trial = Script & Pick<Plan, 'numbers'> & { readonly percent: number };

/** What a dialled number leads to. */
export type NumberPlan = {
  /** As it is written in the file; "default" for any other number. */
  readonly pattern: string;
  readonly flow: string;
  readonly language: string;
  readonly class: number | null;
  readonly boostMs: number;
  /** Who calls it has part in the reserve, when others are turned away. */
  readonly isUrgent?: true;
};
