import type { CST } from 'yaml';
import type { Wrong } from './yaml-reader.ts';

const DEPTH_MAX = 32;

/**
 * Looks at the bare tokens of a file, without recursion: nesting so deep that composing it would exhaust the
 * stack, and directives, which could change what everything after them means. Undefined when there is
 * neither.
 */
export function deepOrOdd(tokens: readonly CST.Token[]): Wrong | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (token.type === 'directive') return { offset: token.offset, complaint: DIRECTIVE };
    if (depth > DEPTH_MAX) return { offset: token.offset, complaint: TOO_DEEP };
    for (const inner of inside(token)) open.push({ token: inner, depth: depth + 1 });
  }
  return undefined;
}

const DIRECTIVE = {
  code: 'YAML_DIRECTIVE',
  say: 'a line that begins with "%" is a directive',
  hint: 'leave it out: these files are YAML 1.2',
} as const;

const TOO_DEEP = {
  code: 'YAML_DEPTH',
  say: `lists and maps are nested deeper than ${DEPTH_MAX}`,
  hint: 'look for brackets that are never closed',
} as const;

function inside(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items
    .flatMap(({ key, value }) => [key, value])
    .filter((inner) => inner !== undefined && inner !== null);
}
