import { describe, expect, test } from 'vitest';
import { type Prng, prngFrom } from '../../src/base/index.ts';
import { readCredentials } from '../../src/sip/credentials.ts';
import { isSamePlace } from '../../src/sip/same-place.ts';
import { authorization, GateScene, HOUSE, PASSWORD, statusOf } from './gate-scene.ts';

const PIECES = [
  ...[
    'Digest ',
    'digest',
    'username=',
    'realm=',
    'nonce=',
    'uri=',
    'response=',
    'cnonce=',
    'nc=',
    'qop=auth',
  ],
  ...[
    'algorithm=MD5',
    'algorithm=SHA-256',
    'algorithm=MD5-sess',
    '"',
    '\\',
    '\\"',
    ',',
    ', ',
    '=',
    ' ',
    '\t',
  ],
  ...[
    '"1001"',
    '"cordboard"',
    `"${HOUSE}"`,
    '00000001',
    'ffffffff',
    '-1',
    'a'.repeat(64),
    `"${'0'.repeat(32)}"`,
  ],
  ...[
    '\u0000',
    '\r\n',
    '\u2028',
    '\ud800',
    '🎧',
    'é',
    '%41',
    '<',
    '>',
    ';',
    ':',
    '@',
    'sip:',
    'x'.repeat(500),
  ],
];

const scribble = (prng: Prng): string =>
  Array.from({ length: prng.below(40) }, () => prng.pick(PIECES)).join('');

/** One sign of it changed, left out, doubled, or moved. */
function scratched(text: string, prng: Prng): string {
  const at = prng.below(text.length);
  const rest = text.slice(at + 1);
  const sign = prng.pick([...PIECES.map((piece) => piece[0]!), text[prng.below(text.length)]!]);
  return (
    text.slice(0, at) + prng.pick([sign + rest, rest, text[at]! + text[at]! + rest, sign + text[at]! + rest])
  );
}

describe('whatever stands in a header', () => {
  test('nobody comes in by scribbling, and nothing breaks', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const prng = prngFrom(seed);
      const scene = new GateScene({
        triesMax: 1_000_000,
        rules: { requests: { perSecond: 1e9, burst: 1e9 } },
      });
      for (let count = 0; count < 500; count++) {
        const headers = { authorization: scribble(prng), 'user-agent': scribble(prng) };
        const said = { headers, uri: scribble(prng), from: scribble(prng), to: scribble(prng) };
        const verdicts = [scene.register(said), scene.call(said), scene.ask(scribble(prng), said)];
        expect(verdicts.every((verdict) => [400, 401, 403].includes(statusOf(verdict) as number))).toBe(true);
      }
    }
  });

  test('a proof that was scratched is either none, or says what it said before', () => {
    let letIn = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const prng = prngFrom(seed);
      const scene = new GateScene({
        triesMax: 1_000_000,
        rules: { requests: { perSecond: 1e9, burst: 1e9 } },
      });
      for (let count = 0; count < 300; count++) {
        const sound = authorization({ nonce: scene.nonce(), algorithm: prng.pick(['MD5', 'SHA-256']) });
        const text = scratched(sound, prng);
        const verdict = scene.register({ headers: { authorization: text } });
        if (verdict.kind !== 'phone') continue;
        letIn += 1;
        expect([text, readCredentials(text)]).toEqual([text, readCredentials(sound)]);
      }
    }
    // A blank more or less, or a quote where it is not needed: these alone.
    expect(letIn).toBeGreaterThan(0);
    expect(letIn).toBeLessThan(20 * 300 * 0.3);
  });

  test('what a phone writes is read as it was meant, whatever its names and its own nonce are', () => {
    const prng = prngFrom(5);
    for (let count = 0; count < 2_000; count++) {
      const word = () =>
        scribble(prng)
          .replace(/\p{Cc}/gu, '')
          .slice(0, 200) || 'x';
      const [username, nonce, cnonce, uri] = [word(), word(), word(), word()];
      const reading = readCredentials(authorization({ username, nonce, cnonce, uri, password: PASSWORD }));
      expect(reading).toMatchObject({ kind: 'credentials', credentials: { username, nonce, cnonce, uri } });
    }
  });

  test('addresses are the same both ways round, and each is the same as itself', () => {
    const prng = prngFrom(6);
    for (let count = 0; count < 5_000; count++) {
      const [one, other] = [`sip:${scribble(prng)}`, `sip:${scribble(prng)}`];
      expect(isSamePlace(one, one)).toBe(true);
      expect(isSamePlace(one, other)).toBe(isSamePlace(other, one));
    }
  });
});
