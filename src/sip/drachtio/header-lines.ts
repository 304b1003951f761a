/** One header: its name in small letters and written out, and its value, unfolded and trimmed. */
export type HeaderLine = readonly [name: string, value: string];

/** Short names (RFC 3261 20, and the registry of IANA). */
const WRITTEN_OUT: ReadonlyMap<string, string> = new Map([
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
]);

/** The headers of a message as it came, in their order; lines that are none are left out. */
export function headerLines(message: string): readonly HeaderLine[] {
  const end = message.indexOf('\r\n\r\n');
  const [, ...lines] = (end < 0 ? message : message.slice(0, end)).split(/\r\n(?![ \t])/);
  return lines.flatMap((line): HeaderLine[] => {
    const colon = line.indexOf(':');
    if (colon < 1) return [];
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).replace(/\r\n[ \t]+/g, ' ');
    return [[WRITTEN_OUT.get(name) ?? name, value.trim()]];
  });
}

/** Values of all headers of this name, "contact" for example. */
export function valuesOf(lines: readonly HeaderLine[], name: string): readonly string[] {
  return lines.flatMap(([found, value]) => (found === name ? [value] : []));
}

/** Value of the first header of this name, "" without one. */
export function firstOf(lines: readonly HeaderLine[], name: string): string {
  return lines.find(([found]) => found === name)?.[1] ?? '';
}

/** Whether one of the words of these headers is this one: `Allow: INVITE, UPDATE`. */
export function lists(lines: readonly HeaderLine[], name: string, word: string): boolean {
  return wordsOf(lines, name).includes(word.toLowerCase());
}

/** The words that stand in these headers between commas, in small letters. */
export function wordsOf(lines: readonly HeaderLine[], name: string): readonly string[] {
  const words = valuesOf(lines, name).flatMap((value) => value.toLowerCase().split(','));
  return words.map((word) => word.trim()).filter((word) => word !== '');
}
