// Who takes the call? Needs, the line of waiting callers, the operators' seats, and the choice between them.
// Pure and synchronous; the same events give the same decisions.
// Never: a promise, a phone, a timer of its own, a word of how calls are carried.

export { FastRouter } from './fast-router.ts';
export {
  ANYBODY,
  both,
  type Comparison,
  either,
  fits,
  type Needs,
  needsText,
  type Skills,
  skillsIn,
  unmet,
} from './needs.ts';
export { type ParsedNeeds, parseNeeds } from './parse-needs.ts';
export { type QueueRules, STRATEGIES, type Stage, type Strategy } from './queue-rules.ts';
export { RECORDED_BY_FLOW, type RecordingRules } from './recording-rules.ts';
export {
  type Bindings,
  CALLS,
  COOL_DOWN_MS,
  type Entering,
  type Estimate,
  type Hindrance,
  type Match,
  type Place,
  type Routing,
} from './routing.ts';
export { MUSIC_ALONE, type Telling, type WaitRules } from './wait-rules.ts';
