import type { Target } from './graph.ts';
import type { Complaint, Path } from './problem.ts';
import type { QueueUse, VariableRead } from './step-check.ts';

/**
 * A way out of a step. `byCaller`: only a caller who does something takes it; `instant`: it may take no
 * time.
 */
export type Edge = {
  readonly outcome: string;
  readonly target: Target;
  readonly byCaller: boolean;
  readonly instant: boolean;
  /** Behind it the call is answered for certain. */
  readonly answered?: boolean;
  /** Behind it the caller is gone. */
  readonly gone?: boolean;
};

/** What the checks of paths need to know of a step; nothing of it is needed at run time. */
export type StepFacts = {
  readonly name: string;
  readonly kind: string;
  readonly edges: readonly Edge[];
  readonly ends: boolean;
  /** Time may pass in it, so that the caller may hang up. */
  readonly waits: boolean;
  /** It may run when the caller has gone. */
  readonly finalizes: boolean;
  readonly needsAnswer: boolean;
  /** The flow that it calls, and the exit by which it returns. */
  readonly calls: string | null;
  readonly returns: string | null;
  readonly reads: readonly VariableRead[];
  /** Outcome → variables that are set when the step ends so. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Variable that only some outcomes set → how to write it so that all do. */
  readonly certain: ReadonlyMap<string, string>;
};

export type FlowFacts = {
  readonly name: string;
  readonly start: number;
  readonly onHangup: number | null;
  /** Variables that are set when the flow begins. */
  readonly inputs: readonly string[];
  readonly steps: readonly StepFacts[];
  readonly queueUses: readonly QueueUse[];
  /** What the exchange cannot do yet, and what to use meanwhile. */
  readonly notYet: readonly { readonly path: Path; readonly what: string; readonly instead: string }[];
  /** False when an edge is missing or a step could not be read: paths then prove nothing. */
  readonly complete: boolean;
};

/** A problem with the flow in which it is. */
export type PathProblem = Complaint & {
  readonly flow: string;
  readonly path: Path;
  readonly on: 'key' | 'value';
};

/** The path of a step's name in its file. */
export const stepPath = (step: StepFacts): Path => ['steps', step.name];
