// The heart: an event goes in, commands come out, and nothing is awaited in between. The life of a call.
// Pure: the same events at the same times give the same commands, in production, simulation and replay.
// Never: a promise, a clock, a word of any product.
//
// `desk` holds all that goes on, `call` one call, `switchboard` takes events to their place. Folders by the life of a
// call: arrivals, flows, lines (waiting, offers), talks, calls-out, callbacks; `operators` and their phones; `recovery`
// makes the calls of another process anew, `nodes` those of a node that died.
export type { AdmissionRules, AdmissionState, Load } from './arrivals/admission.ts';
export { turnedAway } from './arrivals/arriving.ts';
export type { Board, BoardCall, BoardOperator, BoardQueue, BoardWaiting } from './board.ts';
export type { CallPhase } from './call-phase.ts';
export type { NoCallback } from './callbacks/callback-booking.ts';
export type { Command } from './command.ts';
export { CALLERS_MAX } from './desk.ts';
export type {
  CallbackAsked,
  EndRead,
  Event,
  HangUpAsked,
  JoinsRead,
  Kept,
  LegFound,
  OperatorAsked,
  SupervisionAsk,
  TalkAsk,
  TimerFired,
  TimerKey,
} from './event.ts';
export { type Offered, type WhyOthers, whyOthers } from './lines/why-offered.ts';
export type { WhyWaiting } from './lines/why-waiting.ts';
export { SIGN_IN_FACTS, signInTries } from './operators/signing-in.ts';
export type { NumberPlan, Plan, Script, Trial } from './plan.ts';
export type { CallSnapshot } from './recovery/snapshot.ts';
export { createSwitchboard, type LiveCallback, type Switchboard } from './switchboard.ts';
