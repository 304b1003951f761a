import { holds } from '../base/index.ts';
import { compileFlow } from './compile-flow.ts';
import type { FlowGraph } from './graph.ts';
import type { FlowWorld } from './step-check.ts';

/** The flow's name; no flow of a bundle can bear it. */
export const LAST_RESORT = 'last-resort';

/** What the last resort needs of a bundle: a queue, and two prompts in every language. */
export type LastResort = {
  readonly safetyQueue: string;
  readonly apology: string;
  readonly farewell: string;
};

/**
 * The flow to which a call falls when its own can go no further: an apology, the safety queue, and if even
 * that ends without an operator, a word before the hang-up. It is written like any other flow. Queue and
 * prompts must exist.
 */
export function lastResort({ safetyQueue, apology, farewell }: LastResort, world: FlowWorld): FlowGraph {
  const outcomes = [
    'timeout',
    'full',
    'unstaffed',
    'left',
    'error',
    ...(world.queues.get(safetyQueue) ?? []),
  ];
  const { graph, problems } = compileFlow(
    {
      flow: LAST_RESORT,
      start: 'sorry',
      steps: {
        sorry: { play: { prompts: apology, barge_in: false }, next: 'operator' },
        operator: {
          queue: safetyQueue,
          on: Object.fromEntries(outcomes.map((outcome) => [outcome, 'farewell'])),
        },
        farewell: { play: { prompts: farewell, barge_in: false }, next: 'end' },
        end: { hangup: { cause: 'normal', outcome: 'failed' } },
      },
    },
    world,
  );
  holds(problems.length === 0, 'the last resort has no mistakes when its queue and its prompts exist');
  return graph;
}
