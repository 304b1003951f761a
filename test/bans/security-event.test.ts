import { describe, expect, test } from 'vitest';
import { readSecurityLine } from '../../src/bans/index.ts';
import { blaming, challenged, nameUnknown, otherLine, passwordWrong, signedIn } from './lines.ts';

const STRANGER = '198.51.100.7';
const VICTIM = '203.0.113.9';
const six = { address: '2001:db8::7' };
const byUdp = { address: STRANGER, isSure: false };
const byTcp = { address: STRANGER, isSure: true };
const tcp = { address: STRANGER, transport: 'TCP' } as const;

describe('a line of the security log', () => {
  test.each([
    ['a name', nameUnknown({ address: STRANGER }), { kind: 'unknownName', suspects: [byUdp] }],
    ['a name, by IPv6', nameUnknown(six), { kind: 'unknownName', suspects: [{ ...six, isSure: false }] }],
    ['a name, over a connection', nameUnknown(tcp), { kind: 'unknownName', suspects: [byTcp] }],
    ['a good password', signedIn({ address: STRANGER }), { kind: 'signedIn', address: STRANGER }],
    ['a wrong one', passwordWrong({ address: STRANGER }), { kind: 'wrongPassword', suspects: [byUdp] }],
    ['a wrong one, over a connection', passwordWrong(tcp), { kind: 'wrongPassword', suspects: [byTcp] }],
  ])('tells of %s', (_, line, event) => {
    expect(readSecurityLine(line)).toEqual(event);
  });

  test.each([
    ['that is cut off', nameUnknown({ address: STRANGER }).slice(0, -20)],
    ['that is no JSON', 'asterisk: out of memory'],
    ['that is JSON and no object', '7'],
    ['of a challenge', challenged({ address: STRANGER })],
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
      expect(readSecurityLine(nameUnknown(attempt))).toEqual({ kind: 'unknownName', suspects: [byUdp] });
      expect(readSecurityLine(signedIn(attempt))).toEqual({ kind: 'signedIn', address: STRANGER });
    }
  });

  test('with a line break stay in their line', () => {
    const session = `c1\n${nameUnknown({ address: VICTIM })}\n`;
    const line = nameUnknown({ address: STRANGER, session });
    expect(line).not.toContain('\n');
    expect(readSecurityLine(line)).toEqual({ kind: 'unknownName', suspects: [byUdp] });
  });

  test('make everybody whom they name a suspect, the stranger among them, and nobody for sure', () => {
    const before = passwordWrong({ address: STRANGER, session: blaming(VICTIM, 'TCP') });
    const behind = passwordWrong({ ...tcp }, blaming(VICTIM, 'TCP'));
    for (const line of [before, behind]) {
      const event = readSecurityLine(line);
      const suspects = event?.kind === 'wrongPassword' ? event.suspects : [];
      expect(suspects.map(({ address }) => address).toSorted()).toEqual([STRANGER, VICTIM]);
      expect(suspects.every(({ isSure }) => !isSure)).toBe(true);
    }
  });

  test('that name many accuse nobody', () => {
    const session = Array.from({ length: 20 }, (_, index) => blaming(`192.0.2.${index}`)).join('');
    expect(readSecurityLine(passwordWrong({ address: STRANGER, session }))).toBeUndefined();
  });
});
