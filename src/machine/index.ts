// What the machine gives each process of ours: its clock, where the log goes.
// The same for whoever decides, for the edge, and for tools.
// Never: a word of telephony, a setting.
export { createLog } from './log.ts';
export { bootOfMachine, systemClock } from './system-clock.ts';
