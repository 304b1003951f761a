import type { AlarmRules } from '../alarms/index.ts';
import type { Mistake } from '../base/index.ts';
import type { FlowSet, KnownCaller } from '../flow/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import type { RoutePlan } from '../outbound/index.ts';
import type { Scorecard } from '../quality/index.ts';
import type { QueueRules } from '../routing/index.ts';
import type { PromptTable } from '../speech/index.ts';
import type { NumberTable } from './number-table.ts';
import type { ScheduleRules } from './schedule-rules.ts';

/** Everything an admin decided, checked: it can be used as it is, and never changes. */
export type Bundle = {
  /** Of what a call stays with from its beginning: flows, prompts, numbers. */
  readonly flowHash: string;
  /** Of what is live for everybody at once: queues, operators, schedules, callers, routes and scorecards. */
  readonly floorHash: string;
  /** The first is the base language. */
  readonly languages: readonly string[];
  readonly safetyQueue: string;
  readonly flows: FlowSet;
  readonly numbers: NumberTable;
  readonly queues: ReadonlyMap<string, QueueRules>;
  /** Queue → what its service is measured against; queues without a target are not in it. */
  readonly serviceLevels: ReadonlyMap<string, ServiceLevel>;
  /** Queue → what of it raises an alarm. */
  readonly alarms: ReadonlyMap<string, AlarmRules>;
  readonly operators: ReadonlyMap<string, OperatorProfile>;
  readonly schedules: ReadonlyMap<string, ScheduleRules>;
  /** Number → what is known of the caller. */
  readonly callers: ReadonlyMap<string, KnownCaller>;
  /** What may be dialled out. */
  readonly routes: RoutePlan;
  /** Contact reasons that may be noted; null: any. */
  readonly reasons: ReadonlySet<string> | null;
  /** Forms by which calls are scored. */
  readonly scorecards: ReadonlyMap<string, Scorecard>;
  /** All phones that may register, those without an operator too. */
  readonly devices: readonly string[];
  readonly prompts: PromptTable;
  /** Servers that flows ask: "crm.example", "crm.example:8443". */
  readonly egress: readonly string[];
  /** Language → voice of the speech provider. */
  readonly voices: Readonly<Record<string, string>>;
};

/** So many of a hundred callers are to be answered within the time. */
export type ServiceLevel = { readonly withinMs: number; readonly targetPercent: number };

/** A recorded prompt: its path under `prompts/`, with "/" between folders, and a hash of its content. */
export type Recording = { readonly path: string; readonly hash: string };

/**
 * The bundle is there exactly when there is no mistake. Mistakes are in order of file, line and column. The hashes
 * are of the files as they are, good or not.
 */
export type LoadedBundle = {
  readonly bundle: Bundle | undefined;
  readonly hashes: BundleHashes;
  readonly mistakes: readonly Mistake[];
  /** What is odd and keeps nothing from being used, in the same order. */
  readonly warnings: readonly Mistake[];
};

export type BundleHashes = Pick<Bundle, 'flowHash' | 'floorHash'>;
