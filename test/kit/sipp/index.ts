// SIPp, an implementation of SIP that is not ours: its statistics judge what our phones and records cannot.
// A caller that presses a key, an operator that registers and answers; each run tells how many calls it made.
// Never: a pass without having counted the calls.
export { type LoggedMessage, parseMessageLog } from './message-log.ts';
export { type RunningSipp, runSipp, type SippResult, type SippRun, startSipp } from './run-sipp.ts';
