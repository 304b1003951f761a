import type { Needs } from './needs.ts';
import type { RecordingRules } from './recording-rules.ts';
import type { WaitRules } from './wait-rules.ts';

/** A queue as its admin wrote it, compiled. All durations are milliseconds. */
export type QueueRules = {
  readonly id: string;
  /** Name per language, for people and for the operator's phone. */
  readonly title: Readonly<Record<string, string>>;
  /** Never relaxed. */
  readonly must: Needs;
  /** Of the caller's first moment in the line; what the flow's step adds is joined to it. */
  readonly needs: Needs;
  /** Widen only, by the caller's age in the line; in order of `afterMs`. */
  readonly stages: readonly Stage[];
  /** 0 to 9, 0 is served first. */
  readonly class: number;
  readonly strategy: Strategy;
  /** Operators with several units of work: the least loaded first, or the most; null: it does not matter. */
  readonly spread: 'balance' | 'fill' | null;
  /** So many operators ring together for one caller; 1: one after the other. */
  readonly ringGroup: number;
  /** For so long after entering, the operator whom the caller talked with last is waited for; 0: never. */
  readonly stickyMs: number;
  /** When nobody of the stages begun is signed in, the next stage begins at once. */
  readonly skipUnstaffed: boolean;
  readonly ringMs: number;
  /** The phone is asked to pick up by itself: for operators with headsets. */
  readonly autoAnswer: boolean;
  /** So many missed calls in a row, and the operator is taken out (`missed`). */
  readonly missedLimit: number;
  readonly wrapUpMs: number;
  readonly wrapUpMsMax: number;
  /** The music class of the exchange. */
  readonly music: string;
  readonly wait: WaitRules;
  readonly recording: RecordingRules;
  readonly waitingMax: number;
  readonly waitMsMax: number;
  /**
   * A caller leaves with `unstaffed` when for so long nobody who is bound to the queue has been signed in;
   * 0: does not even enter; null: waits all the same (as in a safety queue).
   */
  readonly unstaffedMs: number | null;
};

/** One widening. `needs: anybody` is every operator bound to the queue, `must` still holding. */
export type Stage = {
  readonly afterMs: number;
  readonly needs: Needs;
  /** Operators whom earlier stages allowed come before those whom this one adds. */
  readonly prefersEarlier: boolean;
  /** The caller's class from here on; null: as it was. It never gets worse by this. */
  readonly class: number | null;
  /** Rings so many together from here on; null: as before. */
  readonly ringGroup: number | null;
};

/** Among the operators who may be rung: who is. Ties go to the longest idle, then by id. */
export const STRATEGIES = [
  /** The order of the events that made them idle. */
  'longest_idle',
  /** The largest sum of levels over the skills that `must` and the newest stage ask for. */
  'best_skill',
  /** The fewest skills in the profile: who can do much is kept for those who need it. */
  'spare_specialist',
  /** The fewest calls handled since signing in. */
  'fewest_calls',
  /** The smallest share of the time signed in that was spent on work. */
  'least_occupied',
  /** The next after the one whom this queue rang last, in the order of the file. */
  'circular',
  /** Smooth weighted round robin over the bindings' weights. */
  'weighted',
  /** The first in the order of the file. */
  'linear',
  /** By chance, from the caller's id and the number of the try: it replays. */
  'random',
] as const;

export type Strategy = (typeof STRATEGIES)[number];
