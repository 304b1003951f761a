import { describe, expect, test } from 'vitest';
import { Broken, prngFrom } from '../../src/base/index.ts';
import { Nonces } from '../../src/sip/index.ts';
import { KEY, OFFICE, STRANGER } from './gate-scene.ts';

const START_MS = 1_800_000_000_000;
const at = (ms: number) => ({ monoMs: ms, wallMs: START_MS + ms });

describe('a nonce', () => {
  test('is fresh for a minute at the address that it was given to, then it is old', () => {
    const nonces = new Nonces(KEY, at(0));
    const nonce = nonces.make(OFFICE, at(0));
    const standingAt = (ms: number) => nonces.standing(nonce, OFFICE, at(ms));
    expect([0, 59_999, 60_000, 86_400_000].map(standingAt)).toEqual(['fresh', 'fresh', 'old', 'old']);
    expect(nonces.standing(nonce, STRANGER, at(0))).toBe('foreign');
  });

  test('of a time to come is old: the wall clock was set back', () => {
    const nonces = new Nonces(KEY, at(0));
    expect(nonces.standing(nonces.make(OFFICE, at(0)), OFFICE, at(-1))).toBe('old');
  });

  test('is another one each time, with nothing in it that a header cannot hold', () => {
    const nonces = new Nonces(KEY, at(0));
    const made = Array.from({ length: 100 }, () => nonces.make(OFFICE, at(0.5)));
    expect(new Set(made).size).toBe(100);
    expect(made.every((nonce) => /^[\w.-]{24,64}$/.test(nonce))).toBe(true);
    expect(made.every((nonce) => nonces.standing(nonce, OFFICE, at(1)) === 'fresh')).toBe(true);
  });

  test('is one of a process before that had the same key, and of no other', () => {
    const before = new Nonces(KEY, at(0)).make(OFFICE, at(0));
    expect(new Nonces(KEY, at(0)).standing(before, OFFICE, at(1))).toBe('fresh');
    expect(new Nonces(Buffer.alloc(32, 1), at(0)).standing(before, OFFICE, at(1))).toBe('foreign');
    expect(() => new Nonces(Buffer.alloc(15), at(0))).toThrow(Broken);
  });

  test('cannot be made by others: with any sign changed, left out or put in it is foreign', () => {
    const nonces = new Nonces(KEY, at(0));
    const nonce = nonces.make(OFFICE, at(0));
    const prng = prngFrom(3);
    const signs = [...'0123456789abcdefghijklmnopqrstuvwxyzABCXYZ-_. ='];
    for (let at0 = 0; at0 < nonce.length; at0++) {
      const other = prng.pick(signs.filter((sign) => sign !== nonce[at0]));
      for (const text of [
        nonce.slice(0, at0) + other + nonce.slice(at0 + 1),
        nonce.slice(0, at0) + nonce.slice(at0 + 1),
        nonce.slice(0, at0) + other + nonce.slice(at0),
      ])
        if (text !== nonce) expect([text, nonces.standing(text, OFFICE, at(0))]).toEqual([text, 'foreign']);
    }
    for (const text of ['', '..', `${nonce}x`, `0${nonce}`, nonce.toUpperCase(), 'a'.repeat(10_000)])
      expect(nonces.standing(text, OFFICE, at(0))).toBe('foreign');
  });
});

describe('an answer to a nonce', () => {
  test('is taken once, and its count must be above the one before', () => {
    const nonces = new Nonces(KEY, at(0));
    const [one, other] = [nonces.make(OFFICE, at(0)), nonces.make(OFFICE, at(0))];
    expect([1, 1, 2, 5, 4, 5, 6].map((count) => nonces.use(one, count))).toEqual([
      ...[true, false, true, true, false, false, true],
    ]);
    expect([nonces.use(other, 0), nonces.use(other, 1)]).toEqual([false, true]);
  });

  test('is never taken twice, however many others sign in meanwhile', () => {
    const nonces = new Nonces(KEY, at(0));
    const first = nonces.make(OFFICE, at(0));
    expect(nonces.use(first, 1)).toBe(true);
    for (let count = 0; count < 9_999; count++) nonces.use(nonces.make(OFFICE, at(1)), 1);
    expect([nonces.standing(first, OFFICE, at(2)), nonces.use(first, 1)]).toEqual(['fresh', false]);
    // One more is too many to be remembered: the oldest is forgotten, and is not taken any more, nor any before it.
    const unused = nonces.make(OFFICE, at(1));
    nonces.use(nonces.make(OFFICE, at(1)), 1);
    expect(nonces.standing(first, OFFICE, at(2))).toBe('old');
    expect(nonces.standing(unused, OFFICE, at(2))).toBe('fresh');
    // Whatever has been forgotten, a clock that is set back leaves nobody outside.
    expect(nonces.standing(nonces.make(OFFICE, at(-3_600_000)), OFFICE, at(-3_599_999))).toBe('fresh');
  });

  test('that a process before this one was given is never taken twice by this one', () => {
    const before = new Nonces(KEY, at(-5_000));
    const first = before.make(OFFICE, at(-1));
    const nonces = new Nonces(KEY, at(0));
    expect([nonces.standing(first, OFFICE, at(0)), nonces.use(first, 1), nonces.use(first, 1)]).toEqual([
      ...['fresh', true, false],
    ]);
    for (let count = 0; count < 10_000; count++) nonces.use(nonces.make(OFFICE, at(1)), 1);
    expect(nonces.standing(first, OFFICE, at(2))).toBe('old');
  });
});
