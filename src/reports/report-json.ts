import { FiguresText } from './figures-text.ts';
import { type KeptSums, type Line, linesOf, type ReportAsk } from './report.ts';

/** So long a piece is at least: each costs something beside its letters. */
const PIECE_LENGTH = 16_384;

/**
 * The report as JSON, some lines in each piece: what `reportOf` gives as objects would be millions of fields in a long
 * report, and would take several times as long.
 */
export function* reportJson(ask: ReportAsk, kept: KeptSums): Generator<string, void> {
  const { by, interval, zone, targetMs, borders } = ask;
  const { rows, together, totals, besideOf } = linesOf(ask, kept);
  const figures = new FiguresText(by, targetMs);
  const lineText = (line: Line<string | null>): string => {
    const name = JSON.stringify(line.value);
    const [fromMs, toMs] = [borders[line.start]!, borders[line.end]!];
    const told = figures.of(line.amounts, besideOf(line));
    return `{"value":${name},"fromMs":${fromMs},"toMs":${toMs},"figures":${told}}`;
  };
  const head = JSON.stringify({ by, interval, zone, targetMs, behindCount: kept.behindCount });
  yield `${head.slice(0, -1)},"rows":[`;
  yield* between(rows, lineText);
  yield '],"together":[';
  yield* between(together, lineText);
  yield '],"totals":[';
  yield* between(totals, lineText);
  yield ']}';
}

function* between(
  lines: Iterable<Line<string | null>>,
  textOf: (line: Line<string | null>) => string,
): Generator<string, void> {
  let [text, comma] = ['', ''];
  for (const line of lines) {
    text += comma + textOf(line);
    comma = ',';
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}
