// The heart: an event goes in, commands come out, and nothing is awaited in between. The life of a call.
// Pure: the same events at the same times give the same commands, in production, simulation and replay.
// Never: a promise, a clock, a word of any product.
export type { AdmissionRules, AdmissionState, Load } from './admission.ts';
export { turnedAway } from './arriving.ts';
export type { Board, BoardCall, BoardOperator, BoardQueue, BoardWaiting } from './board.ts';
export type { CallPhase } from './call-phase.ts';
export type { NoCallback } from './callback-booking.ts';
export type { Command } from './command.ts';
export { CALLERS_MAX } from './desk.ts';
export type {
  CallbackAsked,
  Event,
  HangUpAsked,
  Kept,
  LegFound,
  OperatorAsked,
  SupervisionAsk,
  TalkAsk,
  TimerFired,
  TimerKey,
} from './event.ts';
export type { NumberPlan, Plan, Script, Trial } from './plan.ts';
export { SIGN_IN_FACTS, signInTries } from './signing-in.ts';
export type { CallSnapshot } from './snapshot.ts';
export { createSwitchboard, type LiveCallback, type Switchboard } from './switchboard.ts';
export { type Offered, type WhyOthers, whyOthers } from './why-offered.ts';
export type { WhyWaiting } from './why-waiting.ts';
