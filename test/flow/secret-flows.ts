import { flow } from './flows.ts';

export const PIN = '73914286';
export const DIGITS_MASKED = Array.from(PIN, () => '•');

/** The kinds of steps that take secret digits. */
export const KINDS = [
  ['input', 'input: { prompts: hello, into: pin, digits: 8, secret: true }'],
  ['secure_input', 'secure_input: { prompts: hello, into: pin, digits: 8 }'],
] as const;

/** A flow that asks for digits by this step and then decides by them. */
export const asking = (ask: string, condition: string): string =>
  flow(`first: { ${ask}, on: { ok: check, no_input: end, invalid: end } }
check: { branch: { if: '${condition}', then: help, else: end }, on: { error: end } }
help: { queue: help }`);
