import { writeFileSync } from 'node:fs';
import {
  averageText,
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
  type Trend,
  trendCsv,
  trendPicture,
  WEEKDAY_NAMES,
  weekFigure,
  weekOf,
  zoneText,
} from '../reports/index.ts';
import { stretches, timeZones } from '../schedules/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type CommandCall, Obstacle, type Print, WrongUsage } from './command.ts';
import { aligned, figureText, inWords } from './report-words.ts';
import { trendTable } from './trend-table.ts';

const DAY_MS = 86_400_000;
/** Options that are the API's own, as they are. */
const HANDED_ON = ['--interval', '--target'] as const;

/** How the hotline did: a table, comma-separated values, a picture, or JSON. */
export const report: Command = {
  usage:
    '[--by WHAT] [--from DAY] [--to DAY] [--interval 15m] [--week | --compare] [--csv | --svg FILE] | --anew',
  say: `figures of intervals by ${DIMENSIONS.join(', ')}; an average week, or beside the span before`,
  flags: ['--csv', '--anew', '--week', '--compare'],
  options: ['--by', '--from', '--to', '--zone', '--only', '--svg', ...HANDED_ON],
  wordsMax: 0,
  async run(call) {
    const { flags, isJson, print, settings, options } = call;
    if (flags.has('--anew')) return countAnew(call);
    const zone = options.get('--zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!timeZones.has(zone)) throw new WrongUsage(`no time zone is called ${zone}`);
    const path = `/api/v1/reports/${byOf(options)}`;
    const query = queryOf(options, zone);
    if (flags.has('--week')) return weekProfile(call, `${path}/week?${query}`);
    if (flags.has('--compare')) return compare(call, `${path}/trend?${query}`);
    const told = (await askApi(settings(), `${path}?${query}`)) as Report;
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

/** The span beside the one before. */
async function compare({ flags, options, isJson, print, settings }: CommandCall, path: string): Promise<0> {
  const told = (await askApi(settings(), path)) as Trend;
  const timeText = zoneText(stretches(told.zone, told.beforeFromMs - REACH_MS, told.toMs + REACH_MS));
  const picture = options.get('--svg');
  if (picture !== undefined) save(picture, trendPicture(told, timeText), print);
  else if (flags.has('--csv')) print(trendCsv(told).trimEnd());
  else if (isJson) print(JSON.stringify(told));
  else for (const line of trendTable(told, timeText)) print(line);
  return 0;
}

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
