/** A map as it was written. */
export type Written = Readonly<Record<string, unknown>>;

/** The map, or an empty one where something else was written. */
export const mapOf = (value: unknown): Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Written) : {};

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values mean the same; the order of keys in a map means nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isMap(one) || !isMap(other)) return one === other;
  const [left, right] = [mapOf(one), mapOf(other)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    isSame(left[key], right[key]),
  );
}

/** A value in a sentence. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text}\``;
}

/** What became of each key of a map: new, gone, or with another value. */
export function* keysChanged(
  before: Written,
  after: Written,
): Generator<{ readonly key: string; readonly was: unknown; readonly is: unknown }> {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    if (!isSame(was, is)) yield { key, was, is };
  }
}

/** Settings that differ, each as "`limits.wait` is now `20m` (was `15m`)". */
export function settingsChanged(before: unknown, after: unknown, path = ''): readonly string[] {
  const both = isMap(before) && isMap(after);
  const lists = Array.isArray(before) && Array.isArray(after) && [...before, ...after].every(isMap);
  if (both || lists) {
    return [...keysChanged(before as Written, after as Written)].flatMap(({ key, was, is }) => {
      // People count from 1.
      const part = lists ? String(Number(key) + 1) : key;
      return settingsChanged(was, is, path === '' ? part : `${path}.${part}`);
    });
  }
  if (isSame(before, after)) return [];
  const where = path === '' ? '' : `\`${path}\` `;
  if (after === undefined) return [`${where}is no longer set (was ${quoted(before)})`];
  return [
    `${where}is now ${quoted(after)} (${before === undefined ? 'was not set' : `was ${quoted(before)}`})`,
  ];
}

/** Entries of a table: those that are new and gone, and what differs in the others, by `differs`. */
export function entriesChanged(
  what: string,
  before: unknown,
  after: unknown,
  differs: (was: unknown, is: unknown) => readonly string[] = settingsChanged,
): readonly string[] {
  return [...keysChanged(mapOf(before), mapOf(after))].flatMap(({ key, was, is }) => {
    const name = `${what} \`${key}\``;
    if (was === undefined) return [`${name} is new`];
    if (is === undefined) return [`${name} is gone`];
    return differs(was, is).map((one) => `${name}: ${one}`);
  });
}

/** A sentence when those that stayed stand in another order. */
export function orderChanged(what: string, before: unknown, after: unknown): readonly string[] {
  const [was, is] = [Object.keys(mapOf(before)), Object.keys(mapOf(after))];
  const stayed = (names: readonly string[], others: readonly string[]): readonly string[] =>
    names.filter((name) => others.includes(name));
  return isSame(stayed(was, is), stayed(is, was)) ? [] : [`the order of ${what} is another`];
}
