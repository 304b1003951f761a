import type { Needs } from './needs.ts';

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
  readonly ringMs: number;
  /** So many missed calls in a row, and the operator is taken out (`missed`). */
  readonly missedLimit: number;
  readonly wrapUpMs: number;
  readonly wrapUpMsMax: number;
  /** The music class of the exchange. */
  readonly music: string;
  readonly waitingMax: number;
  readonly waitMsMax: number;
  /**
   * A caller leaves with `unstaffed` when for so long nobody who is bound to the queue has been signed in;
   * 0: does not even enter; null: waits all the same (as in a safety queue).
   */
  readonly unstaffedMs: number | null;
};

/** One widening. `needs: anybody` is every operator bound to the queue, `must` still holding. */
export type Stage = { readonly afterMs: number; readonly needs: Needs };
