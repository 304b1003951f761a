import type { HandOverEvent } from './flow-io.ts';
import type { FlowGraph, Step } from './graph.ts';
import type { Path } from './problem.ts';
import { isSlug, leaf, maybe, nameComplaint, type Shape, wrongType } from './schema.ts';
import { prompts, several } from './schema-steps.ts';
import type { Run } from './step-acts.ts';

type Reaction = string | { readonly back_to: 'line' };

/** Where the flow goes on: a step of it, or back into the line, with the place that the caller had. */
const reaction: Shape<Reaction> = leaf(
  {
    description: 'a step of this flow, or { back_to: line } for the line with the place that the caller had',
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        properties: { back_to: { enum: ['line'] } },
        required: ['back_to'],
        additionalProperties: false,
      },
    ],
  },
  (value) => {
    if (typeof value === 'string') return nameComplaint(value);
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const isLine = keys.length === 1 && (value as { back_to?: unknown }).back_to === 'line';
    return isLine ? undefined : wrongType('a step or { back_to: line }', value);
  },
);

/** What a flow says at its top of callers who are with an operator. */
export const handOverFields = {
  on_operator_left: maybe(reaction),
  on_transfer_back: maybe(reaction),
  on_hold: maybe(prompts),
};

export type WrittenHandOver = {
  readonly on_operator_left?: Reaction | undefined;
  readonly on_transfer_back?: Reaction | undefined;
  readonly on_hold?: string | readonly string[] | undefined;
};

const EVENTS = { on_operator_left: 'operator_left', on_transfer_back: 'transferred_back' } as const;

/** Event → the step that follows it, with the place where that is written. */
export const handOverTargets = (
  file: WrittenHandOver,
): readonly { readonly event: HandOverEvent; readonly target: string; readonly path: Path }[] =>
  (['on_operator_left', 'on_transfer_back'] as const).flatMap((key) => {
    const written = file[key];
    return isSlug(written) ? [{ event: EVENTS[key], target: written, path: [key] }] : [];
  });

/** What the graph needs beside those targets. */
export function handOverOf(file: WrittenHandOver): Pick<FlowGraph, 'backToLine' | 'onHold'> {
  const keys = (['on_operator_left', 'on_transfer_back'] as const).filter(
    (key) => typeof file[key] === 'object',
  );
  return { backToLine: keys.map((key) => EVENTS[key]), onHold: several(file.on_hold ?? []) };
}

/**
 * Something has happened to a caller who is with an operator. What the queue step itself says of the end of the talk
 * comes first, then what its flow says; else the talk is over.
 */
export function handedOver(
  run: Run,
  step: Step,
  { backToLine, onHold }: FlowGraph,
  event: HandOverEvent,
): void {
  if (step.acts.queueEnded === undefined) return;
  const { language } = run.state;
  if (event === 'held') {
    if (onHold.length > 0)
      run.emit({
        kind: 'wish',
        visit: run.state.visit,
        wish: { kind: 'on_hold', language, prompts: onHold },
      });
  } else if (event === 'operator_left' && run.handles('after_talk')) run.leave('after_talk');
  else if (run.handles(event)) run.leave(event);
  else if (backToLine.includes(event)) run.emit({ kind: 'backToLine' });
  else step.acts.queueEnded(run, 'after_talk');
}
