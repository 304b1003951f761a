import type { Dimension } from './ledger.ts';
import type { Report, ReportRow } from './report.ts';
import { rect, safe, short, text } from './svg.ts';
import type { TimeText } from './zone-text.ts';

/** Sizes in pixels. */
const WIDTH = 960;
const HEIGHT = 360;
const PLOT = { left: 48, right: 912, top: 56, bottom: 300 };
/** So many words fit below the bars, and so many lines beside them. */
const LABELS_MAX = 9;
const LINES = 4;

/** How a bar is filled: told apart by pattern and lightness, without any colour. */
type Bar = { readonly key: string; readonly fill: string };

/** What is drawn: how many came, how many were served, how many gave up. */
export const BARS: Readonly<Record<Dimension, readonly Bar[]>> = {
  queue: bars('entered', 'answered', 'abandoned'),
  operator: bars('offers', 'answered', 'missed'),
  number: bars('arrived', 'answered', 'abandoned'),
  flow: bars('arrived', 'answered', 'abandoned'),
  reason: bars('ended', 'answered', 'abandoned'),
  survey: bars('surveyAnswers', 'satisfied', 'detractors'),
};

function bars(came: string, served: string, gaveUp: string): readonly Bar[] {
  return [
    { key: came, fill: '#d0d0d0' },
    { key: served, fill: '#404040' },
    { key: gaveUp, fill: 'url(#stripes)' },
  ];
}

/** The line over the bars, where it is not the service level: its figure, and how that is called. */
const SHARES: Readonly<Partial<Record<Dimension, readonly [key: string, name: string]>>> = {
  operator: ['occupancy', 'occupancy'],
  survey: ['satisfiedShare', 'satisfied'],
};

/** One group of bars: an interval, or a queue, operator … over the whole span. */
type Group = { readonly label: string; readonly amounts: readonly number[]; readonly share: number | null };

/**
 * A plain picture of a report: bars of how many came, were answered and gave up, and a line of the service level (of
 * operators: of their occupancy; of surveys: of the satisfied). Interval by interval when there are several, otherwise
 * value by value.
 */
export function reportPicture(report: Report, zoneText: TimeText): string {
  const timeText = (atMs: number): string => zoneText(atMs).slice(0, 16).replace('T', ' ');
  const { by } = report;
  const [shareKey, share] = SHARES[by] ?? ['serviceLevel', `service level (${report.targetMs / 1_000} s)`];
  const groups = groupsOf(report, timeText, shareKey);
  const most = Math.max(1, ...groups.flatMap(({ amounts }) => amounts));
  const top = niceAbove(most);
  const { fromMs = 0, toMs = 0 } = report.totals[0] ?? {};
  const what = by === 'survey' ? 'Answers' : 'Calls';
  const title = `${what} by ${by}, ${timeText(fromMs)} to ${timeText(toMs)} (${report.zone})`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"`,
    '  role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="12">',
    `<title id="title">${safe(title)}</title>`,
    `<desc id="desc">${safe(inWords(by, groups, share))}</desc>`,
    '<defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
    '<rect width="6" height="6" fill="#ffffff"/><rect width="3" height="6" fill="#000000"/></pattern></defs>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(PLOT.left, 22, title, 'font-size="15"'),
    ...legend(by, share),
    ...scale(top),
    ...groups.flatMap((group, at) => groupBars(by, group, at, groups.length, top)),
    ...shareLine(groups),
    '</svg>',
    '',
  ].join('\n');
}

function groupsOf(report: Report, timeText: TimeText, shareKey: string): readonly Group[] {
  const keys = BARS[report.by].map(({ key }) => key);
  const group = (label: string, { figures }: Pick<ReportRow, 'figures'>): Group => ({
    label,
    amounts: keys.map((key) => figures[key] ?? 0),
    share: figures[shareKey] ?? null,
  });
  const values = report.totals.filter(({ value }) => value !== null);
  if (report.together.length <= 1) return values.map((total) => group(total.value || '(none)', total));
  return report.together.map((row) => group(timeText(row.fromMs), row));
}

/** What somebody hears who does not see the picture. */
function inWords(by: Dimension, groups: readonly Group[], share: string): string {
  const keys = BARS[by].map(({ key }) => key);
  const told = groups.slice(0, 50).map(({ label, amounts, share: percent }) => {
    const counts = amounts.map((amount, at) => `${amount} ${keys[at]}`).join(', ');
    return `${label}: ${counts}${percent === null ? '' : `, ${share} ${percent.toFixed(0)} %`}`;
  });
  return `${told.join('; ')}${groups.length > told.length ? '; and so on' : ''}.`;
}

function legend(by: Dimension, share: string): readonly string[] {
  const drawn = BARS[by].flatMap(({ key, fill }, at) => [
    rect(PLOT.left + at * 130, 32, 12, 12, fill),
    text(PLOT.left + at * 130 + 18, 42, key),
  ]);
  const left = PLOT.left + BARS[by].length * 130;
  const line = `<line x1="${left}" x2="${left + 24}" y1="38" y2="38" stroke="#000000" stroke-width="2"/>`;
  return [...drawn, line, text(left + 30, 42, share)];
}

/** Lines across, with counts at the left and percentages at the right. */
function scale(top: number): readonly string[] {
  return Array.from({ length: LINES + 1 }, (_, line) => {
    const y = PLOT.bottom - ((PLOT.bottom - PLOT.top) * line) / LINES;
    return [
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y}" y2="${y}" stroke="#a0a0a0" stroke-width="0.5"/>`,
      text(PLOT.left - 6, y + 4, String((top * line) / LINES), 'text-anchor="end"'),
      text(PLOT.right + 6, y + 4, `${(100 * line) / LINES} %`),
    ].join('');
  });
}

function groupBars(by: Dimension, group: Group, at: number, count: number, top: number): readonly string[] {
  const width = (PLOT.right - PLOT.left) / count;
  const left = PLOT.left + at * width;
  const barWidth = (width * 0.8) / group.amounts.length;
  const drawn = group.amounts.map((amount, bar) => {
    const height = ((PLOT.bottom - PLOT.top) * amount) / top;
    const x = left + width * 0.1 + bar * barWidth;
    return rect(x, PLOT.bottom - height, barWidth, height, BARS[by][bar]!.fill);
  });
  if (at % Math.ceil(count / LABELS_MAX) !== 0) return drawn;
  return [
    ...drawn,
    text(left + width / 2, PLOT.bottom + 18, group.label, 'text-anchor="middle" font-size="10"'),
  ];
}

function shareLine(groups: readonly Group[]): readonly string[] {
  const width = (PLOT.right - PLOT.left) / groups.length;
  const points = groups.flatMap(({ share }, at) => {
    if (share === null) return [];
    const x = PLOT.left + (at + 0.5) * width;
    return [`${short(x)},${short(PLOT.bottom - ((PLOT.bottom - PLOT.top) * share) / 100)}`];
  });
  const line = `<polyline points="${points.join(' ')}" fill="none" stroke="#000000" stroke-width="2"/>`;
  const dots = points.map((point) => {
    const [x, y] = point.split(',');
    return `<circle cx="${x}" cy="${y}" r="3" fill="#ffffff" stroke="#000000" stroke-width="1.5"/>`;
  });
  return [line, ...dots];
}

/** The next number above that four lines divide well. */
function niceAbove(amount: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(4, amount)));
  return (
    [1, 2, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= amount && step % LINES === 0) ??
    Math.ceil(amount / LINES) * LINES
  );
}
