/** A figure of a drill; it is met within its limit, or has none. */
export type DrillFigure = {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
};

/** What came of one run. */
export type DrillRun = {
  /** That the fault really happened: a drill without it proves nothing. */
  readonly evidence: readonly string[];
  readonly figures: readonly DrillFigure[];
  /** What was promised and did not hold: sentences. */
  readonly faults: readonly string[];
};

/** The standard load, or a smaller one. */
export type DrillLoad = { readonly waiting: number; readonly talking: number };

/** Something breaks while calls go on, and what was promised of that is looked at from outside. */
export type Drill = {
  /** As in "D01". */
  readonly id: string;
  readonly title: string;
  /** What is promised, as a sentence for who runs a hotline. */
  readonly promise: string;
  /** A load of its own, in the place of the one that was asked for. */
  readonly load?: DrillLoad;
  /** Why it cannot be run on this machine, as a sentence; null: it can. Without it, it can everywhere. */
  readonly hindrance?: () => Promise<string | null>;
  readonly run: (load: DrillLoad) => Promise<DrillRun>;
};

/** Whether the figure is within its limits. */
export const isMet = ({
  value,
  atMost = Number.POSITIVE_INFINITY,
  atLeast = Number.NEGATIVE_INFINITY,
}: DrillFigure): boolean => value <= atMost && value >= atLeast;

/** A load that is no larger than this: for drills whose fault asks for no crowd. */
export const atMost = (load: DrillLoad, { waiting, talking }: DrillLoad): DrillLoad => ({
  waiting: Math.min(load.waiting, waiting),
  talking: Math.min(load.talking, talking),
});

/** A run that proves nothing has failed, too. */
export const hasPassed = ({ evidence, figures, faults }: DrillRun): boolean =>
  evidence.length > 0 && faults.length === 0 && figures.every(isMet);

/** One run as lines of text. */
export function runText(run: DrillRun): readonly string[] {
  return [
    ...run.evidence.map((line) => `  it happened: ${line}`),
    ...run.figures.map((figure) => `  ${figureText(figure)}`),
    ...run.faults.map((line) => `  BROKEN: ${line}`),
  ];
}

/** "first offer after the death: 1.2 s (at most 5 s)" */
export function figureText(figure: DrillFigure): string {
  const { what, value, unit } = figure;
  const rounded = Math.round(value * 100) / 100;
  return `${what}: ${rounded} ${unit}${limitText(figure)}${isMet(figure) ? '' : ': MISSED'}`;
}

function limitText({ unit, atMost, atLeast }: DrillFigure): string {
  if (atMost !== undefined) return ` (at most ${atMost} ${unit})`;
  return atLeast === undefined ? '' : ` (at least ${atLeast} ${unit})`;
}
