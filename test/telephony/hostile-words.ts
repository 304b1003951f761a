import { prngFrom } from '../../src/base/index.ts';

/** What a dial string, a dialplan, a header, a query, a log or a page could take for its own. */
const PARTS: readonly string[] = [
  ...[
    '${SHELL(id)}',
    '${CURL(http://x)}',
    '$[1+1]',
    '${cb_id}',
    '&PJSIP/1001',
    '@trunk',
    'Local/s@net',
    '/n',
  ],
  ...['\r\nX-Evil: 1', '\n', '\r', '\0', '\t', '\u001b[2J', '\u2028', '\u202e', '\u200b', '\ud800', '\ufeff'],
  ...[
    '"',
    "'",
    '<',
    '>',
    '\\',
    '\\"',
    '`',
    '<img onerror=alert(1)>',
    '{"a":1}',
    '%00',
    '%0d%0a',
    '%s%n',
    '%',
  ],
  ...['?x=1', '&app=other', '#', '/../../etc/passwd', '..', ';transport=tcp', ';ext=1', ',', '|', ':', '='],
  ...['500', '+7916', '*72', '٣٤', '１２', 'anna', 'Ольга', '😀', 'sip:x@y', '__proto__', 'a'.repeat(500)],
];

/** So many texts that somebody from outside could send, the same at each run. */
export function hostileWords(count: number, seed = 7): readonly string[] {
  const prng = prngFrom(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + prng.below(4) }, () => prng.pick(PARTS)).join(''),
  );
}
