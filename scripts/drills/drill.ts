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
export type DrillLoad = {
  readonly waiting: number;
  readonly talking: number;
  /** New callers a second, who talk or give up; none without it. */
  readonly coming?: number;
};

/** A load that is always the same, no more than so much of what is asked for, or words where no standing load is made. */
type OwnLoad = DrillLoad | { readonly atMost: DrillLoad } | { readonly instead: string };

/** Something breaks while calls go on, and what was promised of that is looked at from outside. */
export type Drill = {
  /** As in "D01". */
  readonly id: string;
  readonly title: string;
  /** What is promised, as a sentence for who runs a hotline. */
  readonly promise: string;
  /** Without it, the load that is asked for. */
  readonly load?: OwnLoad;
  /** How many new callers come each second meanwhile; none without it. */
  readonly coming?: number;
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

/** What a drill makes when this load is asked for; words where it makes no standing load. */
export function loadOf(
  { load: own, coming }: Pick<Drill, 'load' | 'coming'>,
  asked: DrillLoad,
): DrillLoad | string {
  if (own !== undefined && 'instead' in own) return own.instead;
  const { waiting, talking } =
    own === undefined ? asked : 'waiting' in own ? own : smaller(asked, own.atMost);
  return { waiting, talking, ...(coming !== undefined && { coming }) };
}

const smaller = (one: DrillLoad, other: DrillLoad): DrillLoad => ({
  waiting: Math.min(one.waiting, other.waiting),
  talking: Math.min(one.talking, other.talking),
});

/** "200 waiting, 50 talking, 1 new each second" */
export function loadText(load: DrillLoad | string): string {
  if (typeof load === 'string') return load;
  const { waiting, talking, coming = 0 } = load;
  return `${waiting} waiting, ${talking} talking${coming === 0 ? '' : `, ${coming} new each second`}`;
}

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
