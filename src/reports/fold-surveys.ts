import type { Entry } from '../journal/index.ts';
import { tellTalk } from './fold-consults.ts';
import type { Ledger, OpenCall } from './ledger.ts';
import type { Sums } from './measures.ts';

type Surveyed = Extract<Entry, { readonly kind: 'surveyed' }>;

/** Marks of 1 to 5 that say "satisfied"; of 0 to 10, that say "I recommend you" and "I do not". */
const SATISFIED_FROM = 4;
const PROMOTER_FROM = 9;
const DETRACTOR_TO = 6;

/** What was said by the question: also when it is told behind the end of the call, as voices are. */
export function questionAnswered(ledger: Ledger, entry: Surveyed): void {
  ledger.add('survey', `${entry.survey}/${entry.question}`, entry.atMs, sumsOf(entry));
}

/** What was said of the talk before: of its operator, its queue, and the call. */
export const surveyed = (ledger: Ledger, call: OpenCall, entry: Surveyed): OpenCall =>
  tellTalk(ledger, call, entry.atMs, sumsOf(entry));

function sumsOf(entry: Surveyed): Sums {
  if (!('score' in entry)) return { surveyAnswers: 1, voiceAnswers: 1 };
  const { score, scale } = entry;
  if (scale === 'csat') return { surveyAnswers: 1, csatAnswers: 1, csatSum: score, ...satisfied(score) };
  // Of entries of an older Cordboard nobody knows which marks were asked for.
  return scale === 'nps' ? { surveyAnswers: 1, npsAnswers: 1, ...recommends(score) } : { surveyAnswers: 1 };
}

const satisfied = (score: number): Sums => (score >= SATISFIED_FROM ? { csatSatisfied: 1 } : {});

function recommends(score: number): Sums {
  if (score >= PROMOTER_FROM) return { npsPromoters: 1 };
  return score <= DETRACTOR_TO ? { npsDetractors: 1 } : {};
}
