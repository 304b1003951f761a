import { columnsOf } from './columns.ts';
import { DIMENSIONS, type Dimension } from './ledger.ts';
import { MEASURES, type Measure, type Sums, VISIT_ENDS } from './measures.ts';

/** What figures are given here: nothing is left out of a service level whose target is beyond all waits. */
const BESIDE = { targetMs: Number.POSITIVE_INFINITY, waitingAtStart: 0, waitingAtEnd: 0, all: {} };

/** Who waits at a border is told from who came and who went. */
const FOR_WAITING: readonly Measure[] = ['entered', ...VISIT_ENDS];

/** A figure is shown sums that note what it asks for: no list beside the figures could forget one. */
function askedBy(by: Dimension): readonly Measure[] {
  const asked = new Set<string | symbol>(by === 'queue' ? FOR_WAITING : []);
  const noting = new Proxy<Sums>({}, { get: (_, measure) => void asked.add(measure) });
  for (const { of } of columnsOf(by)) of(noting, BESIDE);
  return MEASURES.filter((measure) => asked.has(measure));
}

const ASKED = new Map(DIMENSIONS.map((by) => [by, askedBy(by)]));

/** The measures of which a report is made: few of all, so that a store reads and adds up no more. */
export const measuresOf = (by: Dimension): readonly Measure[] => ASKED.get(by)!;
