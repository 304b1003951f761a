import { calleeFields, calleeMaker, callerIdOf, numberShape } from './callee.ts';
import { duration, durationMs, maybe, type Of, record } from './schema.ts';
import { keyValue, prompts, several } from './schema-steps.ts';
import type { Run, StepActs } from './step-acts.ts';
import type { StepCheck } from './step-check.ts';
import type { Outcome } from './step-kind.ts';

const HOUR_MS = 3_600_000;

/** What `dial` and `transfer` have in common. */
const diallingShape = record({
  ...calleeFields,
  ring: maybe(duration('the time it rings', 5_000, 120_000)),
  whisper: maybe(prompts),
  confirm: maybe(keyValue),
  longest: maybe(duration('the longest talk', 60_000, 12 * HOUR_MS)),
});

/** The other party is not there: each has its own outcome, and `failed` serves for all. */
export const NOT_REACHED: readonly Outcome[] = [
  { name: 'busy', must: true, instant: true, or: 'failed' },
  { name: 'no_answer', must: true, or: 'failed' },
  { name: 'declined', must: true, or: 'failed' },
  { name: 'failed', must: true, instant: true },
];

/** What a definition of either says alike. */
export const DIALLING = {
  shape: diallingShape,
  short: { scalar: { key: 'number', shape: numberShape } },
  resume: 'ask',
  answered: true,
  ends: true,
  inherits: ['busy', 'no_answer', 'declined', 'failed'],
  instant: () => false,
} as const;

/** Rings the other party; `answered` is called when that has come about. */
export function dialling(
  params: Of<typeof diallingShape>,
  isTransfer: boolean,
  check: StepCheck,
  answered: (run: Run) => void,
): StepActs {
  const calleeOf = calleeMaker(params, check);
  const whisper = several(params.whisper ?? []);
  if (params.whisper !== undefined) check.prompts(whisper, ['whisper']);
  const ringMs = durationMs(params.ring, 30_000);
  const talkMsMax = durationMs(params.longest, 2 * HOUR_MS);
  const callerId = callerIdOf(params.caller_id);
  const confirmKey = params.confirm === undefined ? null : String(params.confirm);
  return {
    enter(run) {
      run.answer();
      run.dropEarly();
      const callee = calleeOf(run);
      if (run.left) return;
      if (callee === null) {
        run.emit({ kind: 'trouble', what: `"${run.stepName}": this can be no number or address` });
        return run.leave('failed');
      }
      const how = { isTransfer, callee, callerId, ringMs, talkMsMax, whisper, confirmKey };
      run.sendErrand({ kind: 'dial', ...how }, ringMs + talkMsMax);
    },
    digit() {},
    errandEnded(run, result) {
      if (result.kind !== 'dial') return;
      if (result.outcome === 'answered') answered(run);
      else run.leave(result.outcome);
    },
  };
}
