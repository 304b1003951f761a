import type { Value } from './expression.ts';
import type { Run } from './step-acts.ts';
import type { Leak } from './step-check.ts';
import type { Template } from './template.ts';

/** Where secrets must not go: addresses and headers stand in logs, ours and those of others. */
export const LOGGED: Leak = {
  fate: 'written into an address or a log',
  hint: "a caller's secret may stand in the body; one of yours: headers: { authorization: { secret: name } }",
};

/** A template with its values; where one has none, the step has failed, and the text means nothing. */
export function filledIn(template: Template, run: Run, write: (value: Value) => string): string {
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = run.left ? undefined : run.evaluate(part);
      return value === undefined ? '' : write(value);
    })
    .join('');
}
