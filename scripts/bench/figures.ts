/** One measurement of one contestant: a list of times, or a share. */
export type Figure = {
  readonly bench: string;
  readonly system: string;
  readonly measure: string;
  readonly tries: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly max?: number;
  /** For shares and rates, which have no percentiles. */
  readonly value?: number;
  readonly unit: string;
};

/** What was promised: the figure's field may be at most (or at least) this. */
export type Target = {
  readonly measure: string;
  readonly field: 'p50' | 'p95' | 'max' | 'value';
  readonly atMost?: number;
  readonly atLeast?: number;
};

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

export function timesFigure(
  bench: string,
  system: string,
  measure: string,
  timesMs: readonly number[],
): Figure {
  const at = (percent: number): number => rounded(percentile(timesMs, percent));
  const head = { bench, system, measure, tries: timesMs.length };
  return { ...head, p50: at(50), p95: at(95), max: at(100), unit: 'ms' };
}

export function valueFigure(
  bench: string,
  system: string,
  measure: string,
  value: number,
  unit: string,
  tries: number,
): Figure {
  return { bench, system, measure, tries, value: rounded(value), unit };
}

/** One JSON object per line. */
export const figureLines = (figures: readonly Figure[]): string =>
  figures.map((figure) => JSON.stringify(figure)).join('\n');

/** `met`, `MISSED`, or empty when nothing was promised. */
export function verdict(figure: Figure, targets: readonly Target[]): string {
  const own = targets.filter((target) => target.measure === figure.measure);
  const words = own.map((target) => {
    const is = figure[target.field] ?? Number.NaN;
    const isMet =
      is <= (target.atMost ?? Number.POSITIVE_INFINITY) && is >= (target.atLeast ?? Number.NEGATIVE_INFINITY);
    const wanted = target.atMost === undefined ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
    return `${target.field === 'value' ? '' : `${target.field} `}${wanted} ${isMet ? 'met' : 'MISSED'}`;
  });
  return words.join(', ');
}

/**
 * A row for each measure: Cordboard's figure, app_queue's where it was measured too, and whether the target
 * is met.
 */
export function comparison(figures: readonly Figure[], targets: readonly Target[]): string {
  const of = (system: string, measure: string): Figure | undefined =>
    figures.find((figure) => figure.system === system && figure.measure === measure);
  const rows = [...new Set(figures.map((figure) => figure.measure))].map((measure) => {
    const own = of('cordboard', measure);
    const rival = of('app_queue', measure);
    const judged = own === undefined ? '' : verdict(own, targets);
    return [measure, figureText(own), figureText(rival), ratio(own, rival), judged];
  });
  return table([['measure', 'cordboard p50 / p95', 'app_queue p50 / p95', 'ratio', 'target'], ...rows]);
}

/** How many times app_queue needs what Cordboard needs. */
function ratio(own: Figure | undefined, rival: Figure | undefined): string {
  if (own === undefined || rival === undefined) return '';
  const times = (a: number | undefined, b: number | undefined): string =>
    a === undefined || b === undefined || a === 0 ? '-' : (b / a).toFixed(1);
  return own.value === undefined
    ? `${times(own.p50, rival.p50)} / ${times(own.p95, rival.p95)}`
    : times(own.value, rival.value);
}

/** Rows of equal columns, the first line underlined. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const text = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const [head = [], ...rest] = rows;
  return [text(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rest.map(text)].join('\n');
}

/** What a person reads of one figure. */
function figureText(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  if (figure.value === undefined) return `${figure.p50} / ${figure.p95} ${figure.unit}`;
  return `${figure.value} ${figure.unit}`.trimEnd();
}
