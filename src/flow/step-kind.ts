import type { ValueType } from './expression.ts';
import type { Resume } from './graph.ts';
import { type Path, Problems } from './problem.ts';
import { either, type Shape } from './schema.ts';
import { shaped } from './schema-problems.ts';
import type { StepActs } from './step-acts.ts';
import type { FlowWorld, StepCheck } from './step-check.ts';

/** A target as it is written: a step of this flow, or `{ flow: name }`. */
export type WrittenTarget = string | { readonly flow: string };

/** One way in which a step can end. `error` is not listed: every step can end so. */
export type Outcome = {
  readonly name: string;
  /** It must lead somewhere, by the step itself or by the defaults. */
  readonly must: boolean;
  /** Only a caller who does something brings it about. */
  readonly byCaller?: boolean;
  /** It may come at once, without anybody having waited; so do all outcomes of an instant step. */
  readonly instant?: boolean;
  /** The caller has hung up: only what needs no caller can follow. */
  readonly gone?: boolean;
  /** Where it is not handled, this other outcome's target serves. */
  readonly or?: string;
  /** Written inside the step's own parameters: the path is relative to them. */
  readonly target?: { readonly written: WrittenTarget; readonly path: Path };
};

/**
 * A variable that a step sets when it ends with `outcome`, or with any of several. The type is given, or that of an
 * expression.
 */
export type Declaration = {
  readonly name: string;
  readonly path: Path;
  readonly outcome: string | readonly string[];
  readonly type: ValueType | { readonly expression: string };
  readonly secret: boolean;
  /** How to write it so that each outcome sets it, where only some do. */
  readonly certain?: string;
};

/**
 * One kind of step: what an admin may write, how it can end, and what it does. A new kind is a new file with
 * one of these and a row in the table of kinds.
 */
export type StepDefinition<P> = {
  readonly kind: string;
  /** What the kind does, for the editor. */
  readonly about: string;
  /** What may stand behind the kind's key, for the editor. */
  readonly example?: unknown;
  readonly shape: Shape<P>;
  /** The parameter that a bare scalar, or a bare list, stands for. */
  readonly short?: { readonly scalar?: ShortForm; readonly list?: ShortForm };
  /** The exchange cannot do it yet: only tests and walks run it. What to use meanwhile, as a hint. */
  readonly notYet?: string;
  readonly resume: Resume;
  /** It speaks to the caller or listens, so the call must be answered. */
  readonly answered: boolean;
  /** Where only some steps of the kind do: whether this one does. */
  speaks?(params: P): boolean;
  /** The flow may be left here for good: a queue, a hang-up. */
  readonly ends: boolean;
  /** Outcomes that the defaults of flow and bundle may handle. */
  readonly inherits: readonly string[];
  /** An operator may have the caller: what the flow says of hand-over events is about it. */
  readonly handsOver?: boolean;
  /** It needs no caller and no time, so it may run after the caller's hang-up. */
  readonly finalizes?: boolean;
  /** It takes no time: a circle of such steps would never wait for the caller. */
  instant(params: P): boolean;
  /** Undefined when they depend on something that cannot be read: each that is written is then taken as one. */
  outcomes(params: P, world: FlowWorld): readonly Outcome[] | undefined;
  variables?(params: P, world: FlowWorld): readonly Declaration[];
  /** Checks names and expressions, and returns what the step does. */
  acts(params: P, check: StepCheck): StepActs;
};

type ShortForm = { readonly key: string; readonly shape: Shape<unknown> };

/** A definition whose parameters' type is sealed in. */
export type StepKind = Pick<
  StepDefinition<unknown>,
  'kind' | 'about' | 'resume' | 'answered' | 'ends' | 'inherits'
> & {
  readonly finalizes: boolean;
  readonly handsOver: boolean;
  readonly notYet: string | null;
  readonly examples: readonly unknown[];
  /** What an editor may offer for the value of the kind's key. */
  readonly editorShape: Shape<unknown>;
  /** The parameters without short forms. */
  spelledOut(raw: unknown): unknown;
  /** Reads the parameters; undefined when they are wrong, and the problems say how. */
  read(raw: unknown, at: Path, problems: Problems): ReadStep | undefined;
};

/** A step whose parameters have the right form; names and expressions in them are not yet checked. */
export type ReadStep = {
  readonly kind: StepKind;
  readonly instant: boolean;
  readonly answered: boolean;
  variables(world: FlowWorld): readonly Declaration[];
  /** Turns a path inside the parameters into one of the file. */
  pathOf(path: Path): Path;
  outcomes(world: FlowWorld): readonly Outcome[] | undefined;
  acts(check: StepCheck): StepActs;
};

/** Seals a definition. */
export function stepKind<P>(definition: StepDefinition<P>): StepKind {
  const { shape, short, kind, about, resume, answered, ends, inherits } = definition;
  const { example } = definition;
  const { finalizes = false, handsOver = false, notYet = null } = definition;
  const forms = [short?.scalar?.shape, short?.list?.shape].filter((form) => form !== undefined);
  const sealed: StepKind = {
    ...{ kind, about, resume, answered, ends, inherits, finalizes, handsOver, notYet },
    examples: example === undefined ? [] : [example],
    editorShape: forms.reduce<Shape<unknown>>(either, shape),
    spelledOut(raw) {
      const key = shortKey(short, raw);
      return key === undefined ? raw : { [key]: raw };
    },
    read(raw, at, problems) {
      const key = shortKey(short, raw);
      const pathOf = (path: Path): Path => [...at, ...(key === undefined ? path : path.slice(1))];
      const local = new Problems();
      const params = shaped(shape, sealed.spelledOut(raw), [], local);
      problems.take(local.list.map((problem) => ({ ...problem, path: pathOf(problem.path) })));
      if (params === undefined) return undefined;
      return {
        kind: sealed,
        instant: definition.instant(params),
        answered: definition.speaks?.(params) ?? answered,
        variables: (world) => definition.variables?.(params, world) ?? [],
        pathOf,
        outcomes: (world) => definition.outcomes(params, world),
        acts: (check) => definition.acts(params, check),
      };
    },
  };
  return sealed;
}

/** The parameter that a bare value stands for; undefined when the parameters are written out. */
function shortKey(short: StepDefinition<unknown>['short'], raw: unknown): string | undefined {
  if (Array.isArray(raw)) return short?.list?.key;
  return typeof raw === 'object' ? undefined : short?.scalar?.key;
}
