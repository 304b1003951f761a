import { describe, expect, test } from 'vitest';
import { readCredentials } from '../../src/sip/credentials.ts';

const SHA_256 = 'a'.repeat(64);
const MD5 = 'b'.repeat(32);

const PARAMETERS: Readonly<Record<string, string>> = {
  username: '"1001"',
  realm: '"cordboard"',
  nonce: '"n1"',
  uri: '"sip:edge.example.net"',
  response: `"${SHA_256}"`,
  algorithm: 'SHA-256',
  cnonce: '"c1"',
  nc: '0000000a',
  qop: 'auth',
};

/** A header with other parameters than the usual ones; null: without it. */
function header(others: Readonly<Record<string, string | null>> = {}): string {
  const all = Object.entries<string | null>({ ...PARAMETERS, ...others });
  return `Digest ${all.flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`])).join(', ')}`;
}

const kindOf = (text: string): string => readCredentials(text).kind;

function credentialsOf(text: string) {
  const reading = readCredentials(text);
  if (reading.kind !== 'credentials') throw new Error(`${reading.kind}: ${text}`);
  return reading.credentials;
}

describe('an Authorization header', () => {
  test('is read with all that it says', () => {
    expect(credentialsOf(header())).toEqual({
      ...{ username: '1001', realm: 'cordboard', nonce: 'n1', uri: 'sip:edge.example.net' },
      ...{ response: SHA_256, algorithm: 'SHA-256', cnonce: 'c1', nc: '0000000a', count: 10 },
    });
  });

  test('may be written as phones do: in other cases, with blanks, needless quotes, and what nobody knows', () => {
    const usual = credentialsOf(header());
    for (const text of [
      header().replace('Digest', 'dIGEST').replace('username=', 'UserName='),
      header().replaceAll(', ', ' ,\t ').replace('realm=', 'realm  = '),
      header({ algorithm: '"SHA-256"', qop: '"auth"', nc: '"0000000a"' }),
      header({ algorithm: 'sha-256', opaque: '""', 'x-vendor': '"a, b=\\"c\\""' }),
      ` ${header()} `,
    ])
      expect(credentialsOf(text)).toEqual(usual);
  });

  test('has escapes within its quotes, and anything that is not a control character', () => {
    expect(credentialsOf(header({ username: String.raw`"a\"b\\c, realm=\"x"` })).username).toBe(
      String.raw`a"b\c, realm="x`,
    );
    expect(credentialsOf(header({ username: '"Jürgen 🎧"' })).username).toBe('Jürgen 🎧');
    for (const sign of ['\n', '\r', '\u0000', '\u007f', '\\\n'])
      expect(kindOf(header({ username: `"10${sign}01"` }))).toBe('malformed');
  });

  test('is MD5 when it names no algorithm, and its response as long as the algorithm makes it', () => {
    expect(credentialsOf(header({ algorithm: null, response: `"${MD5}"` })).algorithm).toBe('MD5');
    expect(credentialsOf(header({ algorithm: 'md5', response: `"${MD5}"` })).algorithm).toBe('MD5');
    for (const others of [
      { algorithm: null },
      { algorithm: 'MD5' },
      { response: `"${MD5}"` },
      { response: '""' },
      { response: `"${SHA_256}00"` },
      { response: `"${'A'.repeat(64)}"` },
      { response: `"${'g'.repeat(64)}"` },
    ])
      expect(kindOf(header(others))).toBe('malformed');
  });

  test('is malformed when a parameter stands there twice, whatever its case and place', () => {
    for (const name of Object.keys(PARAMETERS)) {
      expect(kindOf(`${header()}, ${name}=${PARAMETERS[name]}`)).toBe('malformed');
      expect(kindOf(`${header()}, ${name.toUpperCase()}=${PARAMETERS[name]}`)).toBe('malformed');
    }
    expect(kindOf(`${header({ opaque: '"1"' })}, opaque="1"`)).toBe('malformed');
  });

  test('is malformed when something that is needed is missing, empty, or without its quotes', () => {
    for (const name of ['username', 'realm', 'nonce', 'uri', 'cnonce', 'response']) {
      expect(kindOf(header({ [name]: null }))).toBe('malformed');
      expect(kindOf(header({ [name]: '""' }))).toBe('malformed');
      expect(kindOf(header({ [name]: 'abc' }))).toBe('malformed');
    }
    for (const nc of [null, '1', '000000001', '0000000g', '-0000001', '+0000001', '""'])
      expect(kindOf(header({ nc }))).toBe('malformed');
  });

  test('is malformed when it is no list of parameters, or far too long', () => {
    for (const text of [
      '',
      'Digest',
      'Digest ',
      'Digest ,',
      'Digest username',
      'Digest username=',
      'Digest ="1001"',
      `${header()},`,
      `${header()}, `,
      `${header()} x`,
      header().replace(', ', ' '),
      header().replace(', ', ',, '),
      header().replace(', ', '; '),
      header({ username: '"1001' }),
      header({ username: '1001"' }),
      header({ username: '"10"01"' }),
      header({ username: `"${'1'.repeat(4_096)}"` }),
      header().replace('Digest ', 'Digest'),
    ])
      expect([text, kindOf(text)]).toEqual([text, 'malformed']);
  });

  test('is unfit when it proves something else, or too little', () => {
    for (const text of [
      'Basic MTAwMTpzZWNyZXQ=',
      'Bearer abc',
      header({ qop: null }),
      header({ qop: null, nc: null, cnonce: null }),
      header({ qop: 'auth-int' }),
      header({ qop: '"auth,auth-int"' }),
      header({ algorithm: 'SHA-256-sess' }),
      header({ algorithm: 'MD5-sess' }),
      header({ algorithm: 'SHA-512-256' }),
      header({ algorithm: '""' }),
      header({ userhash: 'true' }),
    ])
      expect([text, kindOf(text)]).toEqual([text, 'unfit']);
    expect(kindOf(header({ userhash: 'false' }))).toBe('credentials');
  });

  test('takes no longer the worse it is', () => {
    const bad = [
      `Digest ${'a'.repeat(4_000)}`,
      `Digest ${' '.repeat(4_000)}x`,
      `Digest a="${'\\"'.repeat(2_000)}`,
      `Digest ${'a=b ,'.repeat(800)}`,
    ];
    for (const text of bad) expect(kindOf(text)).toBe('malformed');
  });
});
