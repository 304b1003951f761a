import { type Beside, type Column, columnsOf } from './columns.ts';
import { DIMENSIONS, type Dimension } from './ledger.ts';
import { MEASURES, type Measure, type Sums, VISIT_ENDS } from './measures.ts';

/** Who waits at a border is told from who came and who went. */
const FOR_WAITING: readonly Measure[] = ['entered', ...VISIT_ENDS];

/** What a figure is made of: `isBeside`, when of more than the sums and the target of the service level. */
export type Asked = { readonly measures: ReadonlySet<Measure>; readonly isBeside: boolean };

/**
 * A figure is shown nothing, and it is noted what it asks for: no list beside the figures could forget a measure. What
 * it has not asked for then, it does not ask for either when all that it has asked for is 0.
 */
export function askedOf({ of }: Column, targetMs: number): Asked {
  const measures = new Set<Measure>();
  const sums = new Proxy<Sums>({}, { get: (_, measure) => void measures.add(measure as Measure) });
  const nothing: Beside = { targetMs, waitingAtStart: 0, waitingAtEnd: 0, all: {} };
  let isBeside = false;
  const beside = new Proxy(nothing, {
    get(given, name: keyof Beside) {
      isBeside ||= name !== 'targetMs';
      return given[name];
    },
  });
  of(sums, beside);
  return { measures, isBeside };
}

/** Nothing is left out of a service level whose target is beyond all waits. */
function askedBy(by: Dimension): readonly Measure[] {
  const asked = new Set<Measure>(by === 'queue' ? FOR_WAITING : []);
  for (const column of columnsOf(by))
    for (const measure of askedOf(column, Number.POSITIVE_INFINITY).measures) asked.add(measure);
  return MEASURES.filter((measure) => asked.has(measure));
}

const ASKED = new Map(DIMENSIONS.map((by) => [by, askedBy(by)]));

/** The measures of which a report is made: few of all, so that a store reads and adds up no more. */
export const measuresOf = (by: Dimension): readonly Measure[] => ASKED.get(by)!;
