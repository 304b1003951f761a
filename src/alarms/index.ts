// What must not go on unseen: a queue below its target, a wait too long, nobody there, a free operator who is not rung.
// Pure: a picture of the board and the journal's entries go in, alarms that are raised and cleared come out.
// Never: a decision about a call. It looks from outside, by rules of its own, at what the others have done.
export type { Alarm, AlarmChange, AlarmKind, AlarmRules, AlarmSource, AlarmView, Finding } from './alarm.ts';
export { Alarms } from './alarms.ts';
export { Late } from './late.ts';
export { TurnedAway } from './turned-away.ts';
