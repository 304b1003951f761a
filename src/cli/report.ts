import { writeFileSync } from 'node:fs';
import {
  averageText,
  type Column,
  columnsOf,
  DIMENSIONS,
  type Dimension,
  type Profile,
  profileCsv,
  profilePicture,
  REACH_MS,
  type Report,
  type ReportRow,
  reportCsv,
  reportPicture,
  type TimeText,
  WEEKDAY_NAMES,
  weekFigure,
  weekOf,
  zoneText,
} from '../reports/index.ts';
import { stretches, timeZones } from '../schedules/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type CommandCall, Obstacle, type Print, WrongUsage } from './command.ts';

const DAY_MS = 86_400_000;
/** Options that are the API's own, as they are. */
const HANDED_ON = ['--interval', '--target'] as const;

/** How the hotline did: a table, comma-separated values, a picture, or JSON. */
export const report: Command = {
  usage:
    '[--by WHAT] [--from DAY] [--to DAY] [--interval 15m] [--only NAME,…] [--week] [--csv | --svg FILE | --anew]',
  say: `figures of intervals by ${DIMENSIONS.join(', ')}; today without --from; --week: an average week`,
  flags: ['--csv', '--anew', '--week'],
  options: ['--by', '--from', '--to', '--zone', '--only', '--svg', ...HANDED_ON],
  wordsMax: 0,
  async run(call) {
    const { flags, isJson, print, settings, options } = call;
    if (flags.has('--anew')) return countAnew(call);
    const zone = options.get('--zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!timeZones.has(zone)) throw new WrongUsage(`no time zone is called ${zone}`);
    const by = byOf(options);
    if (flags.has('--week')) return weekProfile(call, `/api/v1/reports/${by}/week?${queryOf(options, zone)}`);
    const told = (await askApi(settings(), `/api/v1/reports/${by}?${queryOf(options, zone)}`)) as Report;
    const { fromMs, toMs } = told.totals.at(-1)!;
    const timeText = zoneText(stretches(zone, fromMs - REACH_MS, toMs + REACH_MS));
    const picture = options.get('--svg');
    if (picture !== undefined) save(picture, reportPicture(told, timeText), print);
    else if (flags.has('--csv')) print(reportCsv(told, timeText).trimEnd());
    else if (isJson) print(JSON.stringify(told));
    else for (const line of tableOf(told, timeText)) print(line);
    return 0;
  },
};

async function weekProfile(
  { flags, isJson, print, settings, options }: CommandCall,
  path: string,
): Promise<0> {
  if (options.has('--interval')) throw new WrongUsage('--week has hours: leave out --interval');
  const told = (await askApi(settings(), path)) as Profile;
  const picture = options.get('--svg');
  if (picture !== undefined) save(picture, profilePicture(told), print);
  else if (flags.has('--csv')) print(profileCsv(told).trimEnd());
  else if (isJson) print(JSON.stringify(told));
  else for (const line of weekTable(told)) print(line);
  return 0;
}

/** Hours downwards, from the first in which anything happens to the last. */
function weekTable(told: Profile): readonly string[] {
  const week = weekOf(told);
  const hours = told.together.map(({ hour }) => hour);
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  const lines = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => [
    ...['', `${String(first + at).padStart(2, '0')}:00`],
    ...week.map((day) => (day[first + at] == null ? '–' : averageText(day[first + at]!))),
  ]);
  return [
    `${weekFigure(told)} in an average hour, all together (${told.zone})`,
    ...(told.behindCount > 0 ? [behindText(told.behindCount)] : []),
    ...aligned([['', '', ...WEEKDAY_NAMES], ...lines]),
  ];
}

const behindText = (count: number): string =>
  `${count} entries are not counted yet: what follows is not whole`;

async function countAnew({ settings, isJson, print }: CommandCall): Promise<0> {
  await askApi(settings(), '/api/v1/reports/anew', 'POST');
  const say = 'the journal is being counted anew, in the background; a report tells how far it is';
  print(isJson ? JSON.stringify({ ok: true }) : say);
  return 0;
}

function byOf(options: CommandCall['options']): Dimension {
  const by = options.get('--by') ?? 'queue';
  const found = DIMENSIONS.find((dimension) => dimension === by);
  if (found === undefined) throw new WrongUsage(`--by wants one of ${DIMENSIONS.join(', ')}`);
  return found;
}

function queryOf(options: CommandCall['options'], zone: string): string {
  const query = new URLSearchParams({ zone });
  for (const [name, isEnd] of [
    ['--from', false],
    ['--to', true],
  ] as const) {
    const text = options.get(name);
    if (text !== undefined) query.set(name.slice(2), String(momentIn(zone, name, text, isEnd)));
  }
  for (const name of HANDED_ON) if (options.has(name)) query.set(name.slice(2), options.get(name)!);
  for (const value of options.get('--only')?.split(',') ?? []) query.append('only', value);
  return query.toString();
}

/** A day ("2026-03-02": its beginning, or its end), or a moment with its zone. */
function momentIn(zone: string, option: string, text: string, isEnd: boolean): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const moment = /[Zz]$|[+-]\d{2}:\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(moment))
      throw new WrongUsage(`${option} wants a day like 2026-03-02, or a moment like 2026-03-02T09:00:00Z`);
    return moment;
  }
  const shownMs = Date.parse(text) + (isEnd ? DAY_MS : 0);
  if (Number.isNaN(shownMs)) throw new WrongUsage(`${option}: there is no day ${text}`);
  const around = stretches(zone, shownMs - DAY_MS, shownMs + DAY_MS);
  const { fromMs, offsetMs } = around.find(({ untilMs, offsetMs: each }) => shownMs - each < untilMs)!;
  return Math.max(fromMs, shownMs - offsetMs);
}

function save(path: string, text: string, print: Print): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Obstacle(
      `the picture cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  print(`the picture is in ${path}`);
}

/** Rows of intervals when there are several, then the whole span. */
function tableOf(told: Report, timeText: TimeText): readonly string[] {
  const columns = columnsOf(told.by).filter(({ isMain }) => isMain);
  const { fromMs, toMs } = told.totals.at(-1)!;
  const head = ['', told.by, ...columns.map(({ key }) => inWords(key))];
  const line = (
    row: Omit<ReportRow, 'value'> & { value: string | null },
    when: string,
  ): readonly string[] => [
    ...[when, row.value === null ? 'all' : row.value || '(none)'],
    ...columns.map((column) => figureText(column, row.figures[column.key] ?? null)),
  ];
  const several = told.together.length > 1;
  const rows = several ? told.rows.map((row) => line(row, shortTime(timeText, row.fromMs))) : [];
  const totals = told.totals.map((row) => line(row, 'total'));
  return [
    `${timeText(fromMs)} to ${timeText(toMs)} (${told.zone}), service level within ${told.targetMs / 1_000} s`,
    ...(told.behindCount > 0 ? [behindText(told.behindCount)] : []),
    ...aligned([head, ...rows, ...totals]),
  ];
}

const shortTime = (timeText: TimeText, ms: number): string => timeText(ms).slice(0, 16).replace('T', ' ');

/** "longestWaitMs" → "longest wait". */
const inWords = (key: string): string =>
  key.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function figureText({ unit }: Column, figure: number | null): string {
  if (figure === null) return '–';
  if (unit === 'percent') return `${figure.toFixed(1)} %`;
  if (unit === 'score') return figure.toFixed(1);
  return unit === 'ms' ? clockText(figure) : String(figure);
}

/** "0:20", "12:05", "1:00:00". */
function clockText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Words to the left, figures to the right. */
function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trim(),
  );
}
