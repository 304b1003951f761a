import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { challenges, isForRequest, isRight, readCredentials } from '../../src/sip/digest.ts';

/** RFC 7616 3.9.1: both answers to one challenge, with the password of the example. */
const EXAMPLE = {
  'SHA-256': '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  MD5: '8ca523f5e9506fed4657c9700eebdbec',
} as const;
const PASSWORD = 'Circle of Life';

function example(algorithm: keyof typeof EXAMPLE, change: Readonly<Record<string, string>> = {}): string {
  const parameters: Record<string, string> = {
    username: '"Mufasa"',
    realm: '"http-auth@example.org"',
    uri: '"/dir/index.html"',
    algorithm,
    nonce: '"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"',
    nc: '00000001',
    cnonce: '"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"',
    qop: 'auth',
    response: `"${EXAMPLE[algorithm]}"`,
    opaque: '"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    ...change,
  };
  return `Digest ${Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`;
}

describe('the answer of somebody who knows the password', () => {
  test.each(['SHA-256', 'MD5'] as const)(
    'is right, as the example of the standard has it: %s',
    (algorithm) => {
      const given = readCredentials(example(algorithm))!;
      expect(given).toMatchObject({ username: 'Mufasa', algorithm, nc: 1 });
      expect(isRight(given, PASSWORD, 'GET')).toBe(true);
    },
  );

  test('is read with quotes in names, spaces, large letters and a missing algorithm', () => {
    const given = readCredentials(
      'digest  Username="a\\"b\\\\c" ,realm="r",nonce=n, URI="sip:x", qop="auth",NC=0000000A,cnonce="c",' +
        `response="${'AB'.repeat(16)}"`,
    );
    expect(given).toMatchObject({ username: 'a"b\\c', algorithm: 'MD5', nc: 10, response: 'ab'.repeat(16) });
  });
});

describe('an answer is wrong', () => {
  test.each([
    ['of another password', {}, 'circle of life', 'GET'],
    ['for another method', {}, PASSWORD, 'POST'],
    ['with another name', { username: '"Scar"' }, PASSWORD, 'GET'],
    ['for another realm', { realm: '"other"' }, PASSWORD, 'GET'],
    ['for another address', { uri: '"/other"' }, PASSWORD, 'GET'],
    ['to another nonce', { nonce: '"other"' }, PASSWORD, 'GET'],
    ['with another count', { nc: '00000002' }, PASSWORD, 'GET'],
    ['with another cnonce', { cnonce: '"other"' }, PASSWORD, 'GET'],
    ['by one digit', { response: `"${EXAMPLE['SHA-256'].replace('7', '8')}"` }, PASSWORD, 'GET'],
  ])('%s', (_, change, password, method) => {
    expect(isRight(readCredentials(example('SHA-256', change))!, password, method)).toBe(false);
  });
});

describe('what is not to be taken for an answer', () => {
  test.each([
    ['another scheme', 'Basic QWxhZGRpbjpvcGVu'],
    ['nothing', ''],
    ['a name alone', 'Digest username'],
    ['without protection against listeners', example('MD5').replace('qop=auth, ', '')],
    ['protection of a body that nobody looks at', example('MD5', { qop: 'auth-int' })],
    ['sessions, which no phone uses', example('MD5', { algorithm: 'MD5-sess' })],
    ['an unknown algorithm', example('MD5', { algorithm: 'SHA-1' })],
    ['a hash of the wrong length', example('MD5', { algorithm: 'SHA-256' })],
    ['a count that is none', example('MD5', { nc: '1' })],
    ['something said twice', `${example('MD5')}, username="Scar"`],
    ['a quote that does not end', example('MD5', { username: '"Mufasa' })],
    ['a text that never ends', example('MD5', { opaque: `"${'x'.repeat(5_000)}"` })],
  ])('%s', (_, header) => {
    expect(readCredentials(header)).toBeUndefined();
  });

  test('whatever chance makes of a right one is refused or stays wrong, and takes no time', () => {
    const prng = prngFrom(7);
    for (let round = 0; round < 2_000; round++) {
      const right = example('SHA-256');
      const at = prng.below(right.length);
      const changed = right.slice(0, at) + String.fromCharCode(32 + prng.below(95)) + right.slice(at + 1);
      const given = readCredentials(changed);
      if (given === undefined || isRight(given, PASSWORD, 'GET') === false) continue;
      // What is not part of the hash may differ: white space, the opaque text, letters of names and of the hash.
      const bare = (text: string): string => text.toLowerCase().replace(/\s|opaque="[^"]*"|,$/g, '');
      const [was, is] = [bare(right), bare(changed)];
      const differs = [...was].filter((sign, index) => sign !== is[index]).length;
      expect(differs === 0 || /opaque|algorithm|qop/.test(right.slice(Math.max(0, at - 60), at + 60))).toBe(
        true,
      );
    }
  });
});

test('both algorithms are offered, the better one first', () => {
  expect(challenges('cordboard', 'n1', false)).toEqual([
    'Digest realm="cordboard", nonce="n1", algorithm=SHA-256, qop="auth"',
    'Digest realm="cordboard", nonce="n1", algorithm=MD5, qop="auth"',
  ]);
  expect(challenges('cordboard', 'n1', true)[0]).toMatch(/, stale=true$/);
});

test('an answer is for a request to the same user and host, whatever their parameters', () => {
  expect(isForRequest({ uri: 'sip:200@Edge;transport=udp' }, 'sip:200@edge')).toBe(true);
  expect(isForRequest({ uri: 'sip:201@edge' }, 'sip:200@edge')).toBe(false);
});
