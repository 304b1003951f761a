import type { Expression, ParsedExpression } from './expression.ts';
import type { Complaint } from './problem.ts';
import type { Run } from './step-acts.ts';

/** A text with `{{ expression }}` in it: what stands between, and the expressions, in turn. */
export type Template = readonly (string | Expression)[];

/** Either the template or the first thing wrong with it, `offset` characters from its beginning. */
export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly offset: number; readonly complaint: Complaint };

const UNCLOSED: Complaint = {
  code: 'BAD_EXPRESSION',
  say: '"{{" is never closed',
  hint: 'end the expression with "}}"',
};

/** Cuts a text at its `{{ }}`. An expression holds no "}}" itself, not even in quotes. */
export function parseTemplate(text: string, parse: (expression: string) => ParsedExpression): ParsedTemplate {
  const parts: (string | Expression)[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    const close = text.indexOf('}}', open);
    if (close < 0) return { ok: false, offset: open, complaint: UNCLOSED };
    const inner = text.slice(open + 2, close);
    const parsed = parse(inner.trim());
    const indent = inner.length - inner.trimStart().length;
    if (!parsed.ok) return { ...parsed, offset: open + 2 + indent + parsed.offset };
    if (open > at) parts.push(text.slice(at, open));
    parts.push(parsed.expression);
    at = close + 2;
  }
  if (at < text.length) parts.push(text.slice(at));
  return { ok: true, template: parts };
}

/** The text with the values in it. Where one has none the step has failed, and the text is of no use. */
export function filled(template: Template, run: Run): string {
  const textOf = (part: string | Expression): unknown =>
    typeof part === 'string' ? part : ((run.left ? undefined : run.evaluate(part)) ?? '');
  return template.map(textOf).join('');
}

/** Whether a text has words of its own beside its expressions, which would need a translation. */
export const hasWords = (text: string): boolean => /\p{L}/u.test(text.replace(/\{\{.*?\}\}/gsu, ''));
