import type { Bundle } from '../bundle/index.ts';
import type { Speech } from '../speech/index.ts';

/**
 * Makes all prompts of a bundle ready, and what its flows say in every call; resolves with what could not be made.
 * `inUse`: versions of the flows whose prompts are still heard.
 */
export function prepareSpeech(
  speech: Pick<Speech, 'prepare'>,
  { prompts, flows, flowHash: version }: Pick<Bundle, 'prompts' | 'flows' | 'flowHash'>,
  inUse: ReadonlySet<string>,
): Promise<readonly string[]> {
  const sayings = [...flows.flows.values()].flatMap((flow) => flow.sayings);
  return speech.prepare(prompts, sayings, { version, inUse });
}
