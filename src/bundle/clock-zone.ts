import { type Complaint, unknownName, type ZoneOffset } from '../flow/index.ts';
import type { Settings } from './check-settings.ts';
import type { Zones } from './read-schedules.ts';
import type { ScheduleRules } from './schedule-rules.ts';
import type { SourceFile } from './source-file.ts';

/** The zone of `now` exists. Without `zones` its name is believed. */
export function checkZone({ zone }: Settings, file: SourceFile, zones: Zones | undefined): void {
  if (zone === undefined || zones?.has(zone) !== false) return;
  file.problems.add(['zone'], unknownName('UNKNOWN_ZONE', 'time zone', zone, zones.keys()));
}

/** Why nobody may ask for the time; the hint names the zone of a schedule, if there is one. */
export function nowComplaint(
  settings: Settings | undefined,
  schedules: ReadonlyMap<string, ScheduleRules>,
): Complaint | undefined {
  if (settings === undefined || settings.zone !== undefined) return undefined;
  const [[name, { zone }] = ['', { zone: 'Europe/Moscow' }]] = schedules;
  const like = name === '' ? ' or another' : `, as in the schedule "${name}"`;
  const hint = `write "zone: ${zone}" into bundle.yaml${like}`;
  return { code: 'MISSING_ZONE', say: 'nothing says in which time zone "now" is', hint };
}

/** Undefined where no flow asks for the time, or where nothing is known of zones. */
export const zoneOffsetOf = ({ zone }: Settings, zones: Zones | undefined): ZoneOffset | undefined =>
  zone === undefined ? undefined : zones?.offsetOf(zone);
