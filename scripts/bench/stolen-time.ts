import { readFileSync } from 'node:fs';
import { type Figure, valueFigure } from './figures.ts';

/** What has been counted since the machine started, in ticks of all its processors. */
type Ticks = { readonly all: number; readonly stolen: number };

const MEASURE = 'processor time stolen';

/**
 * The share of the processors' time that the host gave to other guests while a benchmark ran: what the figures beside it
 * have to be read with. Begins to count when it is made.
 */
export class StolenTime {
  readonly #read: () => string | undefined;
  readonly #before: Ticks | undefined;

  /** `read`: the text of /proc/stat; undefined on a machine that has none. */
  constructor(read = procStat) {
    this.#read = read;
    this.#before = ticksOf(read());
  }

  /** In percent of all time since the beginning; NaN where nobody counts it. */
  get percent(): number {
    const now = ticksOf(this.#read());
    if (this.#before === undefined || now === undefined) return Number.NaN;
    return (100 * (now.stolen - this.#before.stolen)) / Math.max(1, now.all - this.#before.all);
  }

  /** As one more figure of the benchmark, for who collects them. */
  figure(bench: string): Figure {
    return valueFigure(bench, 'host', MEASURE, this.percent, '%', 1);
  }
}

/** The same figure for a person. */
export const stolenText = ({ value = Number.NaN }: Figure): string =>
  Number.isNaN(value)
    ? 'whether the host took processor time away is not known'
    : `${value} % of the processor time was taken away by the host meanwhile`;

/** "cpu user nice system idle iowait irq softirq steal guest guest_nice" (proc(5)); a guest's time is the user's, too. */
function ticksOf(text: string | undefined): Ticks | undefined {
  const found = /^cpu +(?<counts>[\d ]+)$/m.exec(text ?? '')?.groups?.counts;
  if (found === undefined) return undefined;
  const counts = found.trim().split(' ').slice(0, 8).map(Number);
  return { all: counts.reduce((sum, count) => sum + count, 0), stolen: counts[7] ?? 0 };
}

function procStat(): string | undefined {
  try {
    return readFileSync('/proc/stat', 'utf8');
  } catch {
    // No Linux: the figure says that nothing is known.
    return undefined;
  }
}
