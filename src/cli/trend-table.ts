import { columnsOf, type TimeText, type Trend, type TrendRow } from '../reports/index.ts';
import { aligned, figureText, inWords } from './report-words.ts';

/** A span beside the one before: what has changed most comes first. */
export function trendTable(trend: Trend, timeText: TimeText): readonly string[] {
  const { by, counted, zone, rows, behindCount } = trend;
  const shares = columnsOf(by).filter(({ isMain, unit }) => isMain && unit === 'percent');
  const head = [
    '',
    by,
    inWords(counted),
    'before',
    'change',
    ...shares.flatMap(({ key }) => [inWords(key), 'before']),
  ];
  const lines = rows.map((row) => [
    ...[direction(row), row.value === null ? 'all' : row.value || '(none)'],
    ...[row.figures, row.before].map((figures) => String(figures[counted] ?? 0)),
    changeText(row),
    ...shares.flatMap((column) =>
      [row.figures, row.before].map((figures) => figureText(column, figures[column.key] ?? null)),
    ),
  ]);
  const span = `${timeText(trend.fromMs)} to ${timeText(trend.toMs)}`;
  const before = `${timeText(trend.beforeFromMs)} to ${timeText(trend.beforeToMs)}`;
  return [
    `${span} beside ${before} (${zone})`,
    ...(behindCount > 0 ? [`${behindCount} entries are not counted yet: what follows is not whole`] : []),
    ...aligned([head, ...lines]),
  ];
}

function direction({ change }: TrendRow): string {
  if (change === 0) return 'same';
  return change > 0 ? 'grows' : 'falls';
}

/** "+20 (+50 %)"; of nothing before there is no share. */
function changeText({ change, changePercent }: TrendRow): string {
  const signed = (amount: number): string => (amount > 0 ? `+${amount}` : String(amount).replace('-', '−'));
  if (change === 0) return '0';
  return `${signed(change)} (${changePercent === null ? 'new' : `${signed(Math.round(changePercent))} %`})`;
}
