import { pino } from 'pino';
import type { SimulatedClock } from '../../src/base/index.ts';
import type { ScheduleRules } from '../../src/bundle/index.ts';
import type { Schedule } from '../../src/flow/index.ts';
import { EmergencyFile, type EmergencySwitch, ScheduleKeeper } from '../../src/schedules/index.ts';

/** A keeper on a simulated clock. Without a path it finds no emergencies of before, and can keep none. */
export const keeperOf = (
  rules: ReadonlyMap<string, ScheduleRules>,
  clock: SimulatedClock,
  changed: (schedules: ReadonlyMap<string, Schedule>, switched: EmergencySwitch | null) => void,
  path = '/dev/null/emergencies.json',
): ScheduleKeeper =>
  new ScheduleKeeper({
    ...{ rules, clock, changed, file: new EmergencyFile(path) },
    log: pino({ level: 'silent' }),
  });
