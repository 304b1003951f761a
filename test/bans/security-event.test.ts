import { describe, expect, test } from 'vitest';
import { readSecurityLine } from '../../src/bans/index.ts';
import { blaming, CHALLENGE, challenged, nameUnknown, otherLine, passwordWrong, signedIn } from './lines.ts';

const STRANGER = '198.51.100.7';
const VICTIM = '203.0.113.9';

describe('a line of the security log', () => {
  test.each([
    ['an unknown name', nameUnknown({ address: STRANGER }), { kind: 'unknownName', address: STRANGER }],
    ['IPv6', nameUnknown({ address: '2001:db8::7' }), { kind: 'unknownName', address: '2001:db8::7' }],
    ['a good password', signedIn({ address: STRANGER }), { kind: 'signedIn', address: STRANGER }],
    [
      'a challenge',
      challenged({ address: STRANGER }),
      { kind: 'challenged', address: STRANGER, nonce: CHALLENGE },
    ],
    [
      'a wrong password',
      passwordWrong({ address: STRANGER }),
      { kind: 'wrongPassword', suspects: [{ address: STRANGER, nonce: CHALLENGE }] },
    ],
    [
      'a wrong password for no challenge of ours',
      passwordWrong({ address: STRANGER }, 'made up'),
      { kind: 'wrongPassword', suspects: [{ address: STRANGER, nonce: '' }] },
    ],
  ])('tells of %s', (_, line, event) => {
    expect(readSecurityLine(line)).toEqual(event);
  });

  test.each([
    ['that is cut off', nameUnknown({ address: STRANGER }).slice(0, -20)],
    ['that is no JSON', 'asterisk: out of memory'],
    ['that is JSON and no object', '7'],
    ['of another event', otherLine('SecurityEvent="SessionLimit",RemoteAddress="IPV4/UDP/192.0.2.1/5060"')],
    ['without an address', otherLine('SecurityEvent="InvalidAccountID",AccountID="1001"')],
  ])('%s tells nothing', (_, line) => {
    expect(readSecurityLine(line)).toBeUndefined();
  });
});

describe('words of a stranger in a line', () => {
  test('that look like the end of it accuse nobody else', () => {
    for (const part of ['account', 'session'] as const) {
      const attempt = { address: STRANGER, [part]: blaming(VICTIM) };
      expect(readSecurityLine(nameUnknown(attempt))).toEqual({ kind: 'unknownName', address: STRANGER });
      expect(readSecurityLine(challenged(attempt))).toMatchObject({ address: STRANGER });
      expect(readSecurityLine(signedIn(attempt))).toMatchObject({ address: STRANGER });
    }
  });

  test('with a line break stay in their line', () => {
    const session = `c1\n${nameUnknown({ address: VICTIM })}\n`;
    const line = nameUnknown({ address: STRANGER, session });
    expect(line).not.toContain('\n');
    expect(readSecurityLine(line)).toEqual({ kind: 'unknownName', address: STRANGER });
  });

  test('make everybody whom they name a suspect, the stranger among them', () => {
    const before = passwordWrong({ address: STRANGER, session: blaming(VICTIM) });
    const behind = passwordWrong({ address: STRANGER }, CHALLENGE, blaming(VICTIM));
    for (const line of [before, behind]) {
      const event = readSecurityLine(line);
      const suspects = event?.kind === 'wrongPassword' ? event.suspects.map(({ address }) => address) : [];
      expect(suspects.toSorted()).toEqual([STRANGER, VICTIM]);
    }
  });

  test('that name many accuse nobody', () => {
    const session = Array.from({ length: 20 }, (_, index) => blaming(`192.0.2.${index}`)).join('');
    expect(readSecurityLine(passwordWrong({ address: STRANGER, session }))).toBeUndefined();
  });
});
