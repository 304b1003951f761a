import type { FlowFacts } from './facts.ts';
import type { WrittenHandOver } from './hand-over.ts';
import type { WrittenStep } from './read-step.ts';
import { several } from './schema-steps.ts';
import type { StepCheck } from './step-check.ts';

const KEYS = ['on_operator_left', 'on_transfer_back', 'on_hold'] as const;

/** Checks what a flow says of callers who are with an operator; that its steps exist is checked with their targets. */
export function checkHandOver(file: WrittenHandOver, steps: readonly WrittenStep[], check: StepCheck): void {
  if (file.on_hold !== undefined) check.prompts(several(file.on_hold), ['on_hold']);
  if (steps.some(({ step }) => step.kind.handsOver)) return;
  for (const key of KEYS) {
    if (file[key] === undefined) continue;
    const say = 'no operator ever has a caller of this flow';
    check.wrong([key], { code: 'WRONG_VALUE', say, hint: 'leave it out, or add a `queue`' }, 'key');
  }
}

/** All in a flow that the exchange cannot do yet. */
export const notYetIn = (steps: readonly WrittenStep[]): FlowFacts['notYet'] =>
  steps.flatMap(({ name, step: { kind } }) =>
    kind.notYet === null ? [] : [{ path: ['steps', name, kind.kind], what: kind.kind, instead: kind.notYet }],
  );
