// Who takes the call? Needs, the line of waiting callers, the operators' seats, and the choice between them.
// Pure and synchronous; the same events give the same decisions.
// Never: a promise, a phone, a timer of its own, a word of how calls are carried.
export { ANYBODY, both, type Comparison, fits, type Needs, needsText, type Skills } from './needs.ts';
export { type ParsedNeeds, parseNeeds } from './parse-needs.ts';
export type { QueueRules, Stage } from './queue-rules.ts';
export { type Match, Router } from './router.ts';
export type { Entering, WaitingCaller } from './waiting-caller.ts';
