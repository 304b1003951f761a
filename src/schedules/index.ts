// Opening hours in the time of a zone become moments in UTC, for a while ahead; emergencies are switched on and off.
// The rules come from the bundle, what is made of them goes to the switchboard as plain data.
// Never: a decision about a call, a word about a caller.
export { compileSchedule } from './compile-schedule.ts';
export type { Emergency } from './emergency.ts';
export { EmergencyFile } from './emergency-file.ts';
export { type EmergencySwitch, ScheduleKeeper, type ScheduleNow } from './schedule-keeper.ts';
export { stretches, timeZones } from './time-zones.ts';
