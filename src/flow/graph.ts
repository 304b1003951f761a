import type { ZoneOffset } from './clock-face.ts';
import type { ValueType } from './expression.ts';
import type { HandOverEvent } from './flow-io.ts';
import type { Saying } from './saying.ts';
import type { StepActs } from './step-acts.ts';

/**
 * Where a step leads: another step of the same flow by its index, or the start of another flow. Names became
 * indexes when the files were read: a call never meets a name that does not exist.
 */
export type Target = number | { readonly flow: string };

/**
 * What becomes of a step that was in progress when the process died. `again`: it begins anew; `skip`: it
 * counts as done; `ask`: whoever carries it out knows, and says so by an ordinary input (a queue, which kept
 * the place).
 */
export type Resume = 'again' | 'skip' | 'ask';

/** One step, compiled. */
export type Step = {
  readonly name: string;
  readonly kind: string;
  readonly resume: Resume;
  /** It may run when the caller has gone. */
  readonly finalizes: boolean;
  readonly acts: StepActs;
  /** The outcome of a caller who hangs up while others do something for the step; null where nothing handles it. */
  readonly gone: string | null;
  /** Outcome → target, what is inherited from the defaults included. */
  readonly targets: ReadonlyMap<string, Target>;
};

/** One flow, compiled. */
export type FlowGraph = {
  readonly name: string;
  /** The first is the one for callers who come with a language that the flow does not speak. */
  readonly languages: readonly string[];
  readonly start: number;
  /** The step to do when the caller hangs up. */
  readonly onHangup: number | null;
  /** Events behind which a caller who was with an operator goes back into the line. */
  readonly backToLine: readonly HandOverEvent[];
  /** What a caller hears who is put on hold; empty: nothing but the music. */
  readonly onHold: readonly string[];
  readonly steps: readonly Step[];
  /** Step name → index. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly variables: ReadonlyMap<string, ValueType>;
  readonly sayings: readonly Saying[];
};

/** All flows of one bundle, and the one to which a call falls when nothing else is left. */
export type FlowSet = {
  readonly flows: ReadonlyMap<string, FlowGraph>;
  readonly lastResort: FlowGraph;
  /** Of the zone whose clocks `now` shows; without it they are those of UTC. */
  readonly zoneOffset?: ZoneOffset;
};
