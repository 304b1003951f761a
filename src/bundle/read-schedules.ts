import { type InSteps, WEEKDAYS } from '../base/index.ts';
import { type Path, shaped, shapes, unknownName, type ZoneOffset } from '../flow/index.ts';
import type { ScheduleRules, Span } from './schedule-rules.ts';
import { scheduleShape, schedulesWith } from './schedule-shapes.ts';
import { DAY_MIN, parseDays, parseSpan } from './schedule-words.ts';
import { isRecord, type SourceFile } from './source-file.ts';

const SCHEDULES_MAX = 100;
/** A day of one year. */
const ONCE = /^\d{4}-/;

/** The names of all time zones; `has` knows those of before as well. */
export type Zones = {
  has(zone: string): boolean;
  keys(): Iterable<string>;
  offsetOf(zone: string): ZoneOffset;
};

type Hours = string | readonly string[];

/** A span with the place where it is written. */
type Placed = Span & { readonly path: Path };

/** What is known where the schedules are read. */
type Around = { readonly zones?: Zones; readonly today?: string };

/** All schedules. Without `zones` their names are believed, without a date nothing is past. */
export function* readSchedules(
  file: SourceFile,
  { zones, today }: Around,
): InSteps<ReadonlyMap<string, ScheduleRules>> {
  const schedules = new Map<string, ScheduleRules>();
  if (file.value === null) return schedules;
  shaped(schedulesWith(shapes.anything), file.value, [], file.problems);
  const section = file.section('schedules');
  if (section.length > SCHEDULES_MAX) {
    const hint = `keep a bundle to ${SCHEDULES_MAX}`;
    file.problems.add(['schedules'], { code: 'TOO_MANY', say: `${section.length} schedules`, hint }, 'key');
  }
  for (const [name, raw] of section.slice(0, SCHEDULES_MAX)) {
    yield;
    const path = ['schedules', name];
    const written = shaped(scheduleShape, raw, path, file.problems);
    const rules = rulesOf(written ?? salvaged(raw), path, file);
    if (written === undefined) continue;
    if (zones?.has(written.zone) === false) {
      const complaint = unknownName('UNKNOWN_ZONE', 'time zone', written.zone, zones.keys());
      file.problems.add([...path, 'zone'], complaint);
    }
    if (today !== undefined) reportPast(written, path, today, file);
    schedules.set(name, rules);
  }
  return schedules;
}

/** Nobody has thought of the coming year: all days of one list are past, and none comes every year. */
function reportPast(written: Written, path: Path, today: string, file: SourceFile): void {
  for (const key of ['holidays', 'exceptions'] as const) {
    const dates = Object.keys(written[key] ?? {});
    if (dates.length === 0 || !dates.every((date) => ONCE.test(date) && date < today)) continue;
    const say = `all ${key} are past, the last one was ${dates.toSorted().at(-1)}`;
    const hint = 'add those to come (12-25 is that day of every year), or leave the list out';
    file.oddities.add([...path, key], { code: 'PAST_DATES', say, hint }, 'key');
  }
}

type Written = ReturnType<typeof scheduleShape.parse>;

/** What can still be looked at in a schedule with mistakes, so that those inside its hours are found as well. */
function salvaged(raw: unknown): Written {
  const hoursIn = (key: string): Record<string, Hours> => {
    const map = isRecord(raw) && isRecord(raw[key]) ? raw[key] : {};
    const isText = (value: unknown): boolean => typeof value === 'string';
    const isRead = (value: unknown): value is Hours =>
      isText(value) || (Array.isArray(value) && value.every(isText));
    return Object.fromEntries(
      Object.entries(map).flatMap(([name, value]) => (isRead(value) ? [[name, value]] : [])),
    );
  };
  return { zone: '', hours: hoursIn('hours'), exceptions: hoursIn('exceptions') };
}

function rulesOf(
  { zone, hours, holidays = {}, exceptions = {}, emergency = false }: Written,
  path: Path,
  file: SourceFile,
): ScheduleRules {
  return {
    zone,
    week: readWeek(hours, [...path, 'hours'], file),
    holidays: new Set(Object.keys(holidays)),
    exceptions: new Map(
      Object.entries(exceptions).map(([date, written]) => {
        const spans = readSpans(written, [...path, 'exceptions', date], file);
        reportOverlaps(spans, file);
        return [date, inOrder(spans)];
      }),
    ),
    emergency,
  };
}

const inOrder = <S extends Span>(spans: readonly S[]): readonly S[] =>
  spans.toSorted((one, other) => one.fromMin - other.fromMin);

function readSpans(written: Hours, path: Path, file: SourceFile): readonly Placed[] {
  if (written === 'closed') return [];
  const texts = typeof written === 'string' ? [written] : written;
  return texts.flatMap((text, index) => {
    const at = typeof written === 'string' ? path : [...path, index];
    const span = parseSpan(text);
    if (span !== undefined) return [{ ...span, path: at }];
    const say = `"${shapes.shortened(text)}" is no span of time`;
    file.problems.add(at, {
      code: 'BAD_HOURS',
      say,
      hint: 'write 09:00-18:00, 22:00-06:00, 00:00-24:00 or closed',
    });
    return [];
  });
}

/** Each day is named once, alone or in a range. */
function readWeek(
  hours: Readonly<Record<string, Hours>>,
  path: Path,
  file: SourceFile,
): ScheduleRules['week'] {
  const week: (readonly Placed[] | undefined)[] = WEEKDAYS.map(() => undefined);
  for (const [days, written] of Object.entries(hours)) {
    const spans = readSpans(written, [...path, days], file);
    for (const day of parseDays(days) ?? []) {
      if (week[day] === undefined) week[day] = spans;
      else {
        const say = `${WEEKDAYS[day]} has hours already`;
        const hint = 'name each day once, alone or in a range';
        file.problems.add([...path, days], { code: 'OVERLAPPING_HOURS', say, hint }, 'key');
        break;
      }
    }
  }
  const inWeek = week.flatMap((spans, day) => inOrder(spans ?? []).map((span) => later(span, day * DAY_MIN)));
  reportOverlaps(inWeek, file, WEEKDAYS.length * DAY_MIN);
  return week.map((spans) => inOrder(spans ?? []));
}

const later = ({ fromMin, toMin, path }: Placed, byMin: number): Placed => ({
  fromMin: fromMin + byMin,
  toMin: toMin + byMin,
  path,
});

/**
 * Spans that overlap, once for each place. Those of a week go round: the last night may reach into the first morning.
 */
function reportOverlaps(spans: readonly Placed[], file: SourceFile, roundMin?: number): void {
  const sorted = inOrder(spans);
  const [first] = sorted;
  const round = first === undefined || roundMin === undefined ? [] : [later(first, roundMin)];
  const told = new Set<string>();
  let endMin = 0;
  for (const { fromMin, toMin, path } of [...sorted, ...round]) {
    if (fromMin < endMin && !told.has(path.join('.'))) {
      const hint = 'join the two, or let one end before the other begins';
      file.problems.add(path, { code: 'OVERLAPPING_HOURS', say: 'these hours overlap others', hint });
      told.add(path.join('.'));
    }
    endMin = Math.max(endMin, toMin);
  }
}
