import type { Complaint } from './problem.ts';
import { unknownName } from './unknown-name.ts';

/** Prompts by name, and the languages in which each has words. */
type Prompts = {
  get(name: string): { has(language: string): boolean } | undefined;
  keys(): Iterable<string>;
};

/** What is wrong with a prompt that is to be heard in these languages; undefined when nothing is. */
export function promptComplaint(
  name: string,
  prompts: Prompts,
  languages: readonly string[],
): Complaint | undefined {
  const has = prompts.get(name);
  if (has === undefined) return unknownName('UNKNOWN_PROMPT', 'prompt', name, prompts.keys());
  const missing = languages.filter((language) => !has.has(language));
  if (missing.length === 0) return undefined;
  const say = `the prompt "${name}" has no words in ${missing.join(', ')}`;
  return { code: 'MISSING_PROMPT', say, hint: 'add them to prompts.yaml, or a recording' };
}
