// SIPp, an implementation of SIP that is not ours: its statistics judge what our own phones and records cannot.
// A caller that presses a key, an operator that registers and answers; every run tells how many calls it really made.
// Never: a pass without having counted the calls.
export { type RunningSipp, runSipp, type SippResult, type SippRun, startSipp } from './run-sipp.ts';
