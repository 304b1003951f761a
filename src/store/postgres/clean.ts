/** The escape of a character that PostgreSQL's texts cannot hold: zero, and half of a pair. */
const UNKEEPABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** JSON that PostgreSQL can read, whatever a caller's phone has sent: what it cannot hold becomes U+FFFD. */
export const jsonFor = (value: unknown): string => JSON.stringify(value).replaceAll(UNKEEPABLE, '$1\\ufffd');

/** A value of a question: texts lose what no text in the database can have, and then find nothing that is not there. */
export function valueFor(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(valueFor);
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
}
