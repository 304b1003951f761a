// What would a caller hear? A whole call without an exchange, on a clock of its own, by the interpreter of production.
// Tests beside the flows, random walks, what they reached, and how a person reads it.
// Never: a real clock, a sound, a disk, a decision about a real call.
export { type Candidate, type Comparison, compareCall, compareCallInSteps } from './compare-call.ts';
export { type Coverage, coverageOf, type FlowCoverage } from './coverage.ts';
export { endingsOf } from './errands.ts';
export { factsFrom, type Setting } from './facts.ts';
export type { Happening } from './happening.ts';
export { canBegin, randomWalk, type Walk, type WalkRun, walkAgain } from './random-walk.ts';
export { callInto, type FlowTest, type ReadTests, readTests, SOME_TIME_MS } from './read-tests.ts';
export { Rehearsal } from './rehearsal.ts';
export { runTest, type TestRun } from './run-test.ts';
export { shrinkWalk } from './shrink-walk.ts';
export { schemaFiles } from './test-shape.ts';
export { transcriptOf } from './transcript.ts';
export { type Verdict, verdictOf } from './verdict.ts';
export { walkText } from './walk-text.ts';
export { parseWallTime } from './wall-time.ts';
