/** Steps up, as one decoder or another reads them: plain, encoded once, twice and wrongly, and in signs that look like dots. */
const UPWARDS = [
  ...['../', './../', '..//', '....//', '..;/', '.../', '..\\', '..\\/', '/../', '\\..\\'],
  ...['%2e%2e%2f', '%2e%2e/', '..%2f', '%2E%2E%5C', '..%5c', '%252e%252e%252f', '..%252f'],
  ...['..%c0%af', '%c0%ae%c0%ae/', '%u002e%u002e/', '&#46;&#46;/', '..%00/', '..\0/', '.\u200b./'],
  ...[
    '\uff0e\uff0e/',
    '\u2024\u2024/',
    '\u2025/',
    '..\u2215',
    '..\u2044',
    '..\uff0f',
    '.\u0323./',
    '..\ufeff/',
  ],
] as const;
const DEPTHS = [1, 2, 4, 5] as const;

/** What a system takes for more than a file, and what no folder should hold. */
const ODD = [
  ...[
    '.',
    '..',
    '...',
    '/',
    '//',
    '\\',
    '',
    ' ',
    '~',
    '~root',
    '~/canary',
    '$HOME/canary',
    '*',
    '?',
    '[a-z]',
  ],
  ...[
    'canary.',
    'canary..',
    'canary ',
    ' canary',
    'canary. ',
    'canary .',
    'canary\t',
    'canary\n',
    'canary\r\n',
  ],
  ...[
    '.canary',
    '-canary',
    '--help',
    '-rf',
    '|id',
    ';id',
    '`id`',
    '$(id)',
    '&',
    '"',
    "'",
    'a"b',
    'a,b',
    'a=b',
  ],
  ...[
    'canary\0',
    'canary\0.wav',
    '\0',
    'canary%00',
    'canary%00.wav',
    'canary\u0001',
    'canary\u007f',
    'canary\u0085',
  ],
  ...[
    '/dev/random',
    '/dev/zero',
    '/dev/stdin',
    '/dev/fd/0',
    '/dev/tty',
    '/proc/self/environ',
    '/proc/self/fd/3',
  ],
  ...[
    'CON',
    'NUL',
    'AUX',
    'PRN',
    'COM1',
    'LPT1',
    'CON.wav',
    'NUL.txt',
    'con:',
    'CONIN$',
    'COM\u00b9',
    'NUL ',
  ],
  ...[
    'C:\\canary',
    'C:canary',
    'c:/canary',
    '\\\\server\\share',
    '\\\\.\\COM1',
    '\\\\?\\C:\\canary',
    '//server/share',
  ],
  ...['file:///etc/passwd', 'http://127.0.0.1/', 'data:,a', 'canary::$DATA', 'canary:stream', 'PROGRA~1'],
  ...[
    '\u202eyranac',
    'can\u200bary',
    'can\u00adary',
    '\u0441anary',
    'cana\u0301ry',
    '\ud800',
    'canary\ufffe',
    '\u3000',
  ],
  ...[
    'CANARY',
    'Canary',
    'a'.repeat(65),
    'a'.repeat(256),
    'a'.repeat(5_000),
    '../'.repeat(2_000),
    '\u00e9'.repeat(200),
  ],
  ...[
    'constructor/',
    '__proto__',
    'a/b',
    'a\\b',
    'a/../b',
    'a/./b',
    'a//b',
    'a/',
    '/a',
    './a',
    'a/.',
    'a/..',
  ],
] as const;

/**
 * Some 290 names that lead elsewhere in one way or another, or that a system reads in another way than whoever checked
 * them. Many of them would find a file that lies a few folders up under the name "canary", or at `absolute`. None of
 * them is a slug.
 */
export function waywardNames(absolute: string): readonly string[] {
  const relative = UPWARDS.flatMap((up) => DEPTHS.map((depth) => `${up.repeat(depth)}canary`));
  const inside = UPWARDS.map((up) => `a/${up}${up}canary`);
  const known = UPWARDS.slice(0, 20).map((up) => `${up.repeat(8)}etc/passwd`);
  const absolutes = [
    absolute,
    `/${absolute}`,
    `${absolute}\0`,
    encodeURIComponent(absolute),
    `/.${absolute}`,
  ];
  return [...new Set([...relative, ...inside, ...known, ...absolutes, ...ODD])];
}
