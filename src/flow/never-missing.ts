/**
 * In a flow nothing that an expression reads can be missing: whoever sets a variable says what it is otherwise. Other
 * hotlines, and CEL itself, have words for what may be: each with what to write in its place.
 */
const WORDS: readonly (readonly [found: RegExp, instead: string])[] = [
  [/\bhas\(\s*caller\s*\.\s*number\s*\)/g, 'caller.number != ""'],
  [/(?:\?\.|\.\?)(?=[A-Za-z_])/g, '.'],
  [/\s*\.\s*(?:orValue|or)\([^()]*\)/g, ''],
  [/\s*\?\?\s*(?:"[^"]*"|'[^']*'|[\w.+-]+)/g, ''],
];

/** A longer one would only be copied into the hint. */
const TEXT_MAX = 200;

/** The hint for an expression that provides for something missing: the same without it; undefined for any other. */
export function withoutMissing(text: string): string | undefined {
  if (text.length > TEXT_MAX) return undefined;
  const without = WORDS.reduce((rest, [found, instead]) => rest.replace(found, instead), text);
  if (without !== text) return `nothing can be missing here; write: ${without}`;
  if (!/\bhas\(/.test(text)) return undefined;
  return 'nothing can be missing here: let "otherwise" say what it is then, where it is set, and compare';
}
