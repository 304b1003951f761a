import { neverShown } from './clock-face.ts';
import type { Complaint } from './problem.ts';

/** A node of an expression's tree, as far as it matters here. */
type Node = { readonly op: string; readonly args: unknown; readonly start: number };

const ORDER: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const EQUALITY: ReadonlySet<string> = new Set(['==', '!=', 'in']);

/**
 * What is wrong with a comparison of a part of `now` with texts, and where: "9:00" is behind "10:00", no weekday is
 * called "Monday", and weekdays have no order. Undefined for anything else.
 */
export function wrongComparison(
  node: Node,
): { readonly offset: number; readonly complaint: Complaint } | undefined {
  if (!ORDER.has(node.op) && !EQUALITY.has(node.op)) return undefined;
  const sides = node.args as readonly Node[];
  const part = sides.map(partOfNow).find((one) => one !== undefined);
  if (part === undefined) return undefined;
  if (part === 'weekday' && ORDER.has(node.op)) {
    const hint = 'name the days: now.weekday in ["sat", "sun"]';
    return { offset: node.start, complaint: { code: 'WRONG_VALUE', say: 'weekdays have no order', hint } };
  }
  for (const { text, offset } of sides.flatMap(textsIn)) {
    const complaint = neverShown(part, text);
    if (complaint !== undefined) return { offset, complaint };
  }
  return undefined;
}

/** "weekday" for `now.weekday`. */
function partOfNow({ op, args }: Node): string | undefined {
  if (op !== '.') return undefined;
  const [of, part] = args as readonly [Node, string];
  return of.op === 'id' && of.args === 'now' ? part : undefined;
}

/** The texts that are written out, alone or in a list. */
function textsIn({ op, args, start }: Node): readonly { readonly text: string; readonly offset: number }[] {
  if (op === 'list') return (args as readonly Node[]).flatMap(textsIn);
  return op === 'value' && typeof args === 'string' ? [{ text: args, offset: start }] : [];
}
