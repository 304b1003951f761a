import type { Entry } from './entry.ts';

/** What stands where something of a person was. */
const GONE = '';
const SECRET = '•';
const LONG_DIGITS = 7;

/**
 * The entry without what tells of the person with this number: the number itself wherever it stands, with and without
 * its "+", what they pressed and heard, and what was noted of them. What reports are counted from stays.
 */
export function forgotten<Each extends Entry>(entry: Each, number: string): Each {
  const without = (key: string, value: unknown): unknown =>
    typeof value === 'string' && !key.endsWith('Id') ? withoutNumber(value, number) : value;
  return { ...(JSON.parse(JSON.stringify(entry, without)) as Each), ...personal(entry) };
}

/** A short number stands in many words by chance: it goes where it is the whole of one. */
function withoutNumber(text: string, number: string): string {
  const bare = number.replace(/^\+/, '');
  if (bare.length < LONG_DIGITS) return text === number ? GONE : text;
  return text.replaceAll(number, GONE).replaceAll(bare, GONE);
}

/** What a person is known by although no number stands in it. */
function personal(entry: Entry): object {
  switch (entry.kind) {
    case 'digitPressed':
      return { digit: SECRET };
    case 'said':
      return { what: [] };
    case 'noted':
      return { text: null };
    case 'trouble':
      return { what: 'erased' };
    case 'ownCallBegan':
      return { dialled: GONE };
    case 'callbackBooked':
      return { name: GONE };
    default:
      return {};
  }
}
