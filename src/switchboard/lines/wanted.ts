import { ANYBODY, both, either, type Needs } from '../../routing/index.ts';
import type { Visit } from '../call.ts';
import type { Desk } from '../desk.ts';

/**
 * What a caller asks for of an operator when so many stages have begun: what is never done without, and what the first
 * moment or any of the stages wants. (routing rules S4)
 */
export function wantedAt(desk: Desk, { queue, step }: Visit, stage: number): Needs {
  const [must, needs] = [step.must, step.needs].map((text) => {
    const parsed = desk.needsOf(text ?? '');
    return parsed.ok ? parsed.needs : ANYBODY;
  });
  const begun = queue.stages
    .slice(0, stage)
    .map((later) => (step.keepsNeeds ? both(later.needs, needs!) : later.needs));
  return [queue.must, must!, begun.reduce(either, both(queue.needs, needs!))].reduce(both, ANYBODY);
}
