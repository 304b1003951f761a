import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { type Credentials, readCredentials } from '../../src/sip/credentials.ts';
import { challenges, expectedResponse, isProof } from '../../src/sip/digest.ts';
import { authorization, PASSWORD } from './gate-scene.ts';

/** The example of RFC 7616 3.9.1, as its client writes it. */
const EXAMPLE = `username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", \
nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, \
opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
const MD5 = `Digest ${EXAMPLE}, response="8ca523f5e9506fed4657c9700eebdbec", algorithm=MD5`;
const SHA_256 = `Digest ${EXAMPLE}, algorithm=SHA-256, \
response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"`;
/** The example of RFC 2617 3.5. */
const OLDER = `Digest username="Mufasa", realm="testrealm@host.com", uri="/dir/index.html", \
nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", qop=auth, nc=00000001, cnonce="0a4f113b", \
response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"`;

function credentialsOf(text: string): Credentials {
  const reading = readCredentials(text);
  if (reading.kind !== 'credentials') throw new Error(reading.kind);
  return reading.credentials;
}

describe('a proof', () => {
  test('is that of the examples in RFC 7616 and RFC 2617', () => {
    for (const [header, password] of [
      [MD5, 'Circle of Life'],
      [SHA_256, 'Circle of Life'],
      [OLDER, 'Circle Of Life'],
    ] as const) {
      const credentials = credentialsOf(header);
      expect(expectedResponse(credentials, 'GET', password)).toBe(credentials.response);
      expect(isProof(credentials, 'GET', password)).toBe(true);
      expect(isProof(credentials, 'PUT', password)).toBe(false);
      expect(isProof(credentials, 'GET', password.toUpperCase())).toBe(false);
    }
  });

  test('is none when anything of it is another', () => {
    const prng = prngFrom(7);
    for (const algorithm of ['MD5', 'SHA-256'] as const) {
      const credentials = credentialsOf(authorization({ nonce: 'n1', algorithm }));
      expect(isProof(credentials, 'REGISTER', PASSWORD)).toBe(true);
      for (const name of ['username', 'realm', 'nonce', 'uri', 'cnonce', 'nc', 'response'] as const) {
        const value = credentials[name];
        for (let at = 0; at < value.length; at++) {
          const other = prng.pick([...'0123456789abcdef'].filter((sign) => sign !== value[at]));
          const tampered = { ...credentials, [name]: value.slice(0, at) + other + value.slice(at + 1) };
          expect([name, at, isProof(tampered, 'REGISTER', PASSWORD)]).toEqual([name, at, false]);
          const shorter = { ...credentials, [name]: value.slice(0, at) };
          expect(isProof(shorter, 'REGISTER', PASSWORD)).toBe(false);
        }
      }
    }
  });

  test('of nobody is none, whatever is written', () => {
    const nobodys = { nonce: 'n1', username: '9999', password: 'nobody-nobody-nobody-nobody-0000' };
    expect(isProof(credentialsOf(authorization(nobodys)), 'REGISTER', undefined)).toBe(false);
    expect(isProof(credentialsOf(authorization({ ...nobodys, password: '' })), 'REGISTER', undefined)).toBe(
      false,
    );
    // It is known only that it fails: what was reckoned would have been right.
    expect(
      isProof(credentialsOf(authorization(nobodys)), 'REGISTER', 'nobody-nobody-nobody-nobody-0000'),
    ).toBe(true);
  });
});

test('a challenge is one header for each algorithm, the better one first', () => {
  expect(challenges('n1', false)).toEqual([
    'Digest realm="cordboard", nonce="n1", algorithm=SHA-256, qop="auth"',
    'Digest realm="cordboard", nonce="n1", algorithm=MD5, qop="auth"',
  ]);
  expect(challenges('n1', true).every((each) => each.endsWith(', stale=true'))).toBe(true);
});
