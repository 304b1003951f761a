import { describe, expect, test } from 'vitest';
import { isSameUri, parseSipUri, targetUri } from '../../src/sip/sip-uri.ts';

const same = (one: string, other: string): boolean => isSameUri(parseSipUri(one)!, parseSipUri(other)!);

describe('two addresses', () => {
  test('are the same as RFC 3261 19.1.4 has it', () => {
    for (const [one, other] of [
      ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
      ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
      ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on'],
      [
        'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
        'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
      ],
      ['sip:a@[2001:DB8::7]', 'sip:a@[2001:db8::7]'],
      ['sip:a%2Fb@c', 'sip:a%2fb@c'],
      ['sip:a@b;X=Y', 'sip:a@b;x=y'],
      ['SIP:a@b', 'sip:a@b'],
      ['sip:b', 'sip:b'],
      [
        'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
        'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
      ],
    ] as const) {
      expect(same(one, other), `${one} ${other}`).toBe(true);
      expect(same(other, one), `${other} ${one}`).toBe(true);
    }
  });

  test('differ as RFC 3261 19.1.4 has it', () => {
    for (const [one, other] of [
      ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
      ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
      ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
      ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
      ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
      ['sip:carol@chicago.com;security=off', 'sip:carol@chicago.com;security=on'],
      ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
      ['sip:bob@biloxi.com', 'sips:bob@biloxi.com'],
      ...['user=phone', 'ttl=1', 'method=INVITE', 'maddr=192.0.2.1', 'transport=udp'].map(
        (param) => [`sip:1@b;${param}`, 'sip:1@b'] as const,
      ),
      ['sip:1@b;x=1', 'sip:1@b;x=2'],
      ['sip:1@b;x', 'sip:1@b;x=2'],
      ['sip:a%2fb@c', 'sip:a/b@c'],
      ['sip:a@b?x=1', 'sip:a@b?x=2'],
    ] as const) {
      expect(same(one, other), `${one} ${other}`).toBe(false);
      expect(same(other, one), `${other} ${one}`).toBe(false);
    }
  });
});

test('an address may have as many characters as phones use, and no more', () => {
  const long = (count: number): string => `sip:${'a'.repeat(count - 6)}@b`;
  expect(parseSipUri(long(512))).toBeDefined();
  expect(parseSipUri(long(513))).toBeUndefined();
});

test('what cannot be dialled, or could not stand in a header again, is no address', () => {
  for (const text of [
    ...['', 'sip:', 'tel:+4930123', 'mailto:a@b.example', 'alice@atlanta.com', 'sip:a@', 'sip:a@b:port'],
    ...['sip:a@b:123456', 'sip:a@b>', 'sip:a@b c', 'sip:a"@b', 'sip:a@b;x=\r\nVia: x', 'sip:a@b@c'],
    ...[
      'sip:a@[::1',
      'sip:a@[]',
      'sip:a@[xyz]',
      ' sip:a@b',
      'xsip:a@b',
      'sip:a@b ',
      `sip:${'a'.repeat(600)}@b`,
      'sip:a@b, <sip:c@d>',
    ],
  ])
    expect(parseSipUri(text), text).toBeUndefined();
});

describe('the address to dial', () => {
  const target = (
    uri: string,
    address: string,
    port: number,
    transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss',
  ) => targetUri(parseSipUri(uri)!, { address, port, transport });

  test('is where the phone has sent from, with the user as the phone has written it', () => {
    expect(target('sip:anna%2Ddesk;x@192.168.1.7:5060', '203.0.113.9', 40_213, 'udp')).toBe(
      'sip:anna%2Ddesk;x@203.0.113.9:40213',
    );
    expect(target('sip:anna@192.168.1.7', '2001:db8::7', 5_060, 'udp')).toBe('sip:anna@[2001:db8::7]:5060');
    expect(target('sip:192.168.1.7', '203.0.113.9', 5_060, 'udp')).toBe('sip:203.0.113.9:5060');
  });

  test('is by the connection on which the phone has come', () => {
    expect(target('sip:anna@192.168.1.7;transport=udp', '203.0.113.9', 40_213, 'tcp')).toBe(
      'sip:anna@203.0.113.9:40213;transport=tcp',
    );
    expect(target('sips:anna@192.168.1.7', '203.0.113.9', 40_213, 'tls')).toBe(
      'sips:anna@203.0.113.9:40213;transport=tls',
    );
    expect(target('sip:anna@192.168.1.7', '203.0.113.9', 40_213, 'tls')).toBe(
      'sip:anna@203.0.113.9:40213;transport=tls',
    );
    expect(target('sips:anna@192.168.1.7', '203.0.113.9', 40_213, 'wss')).toBe(
      'sips:anna@203.0.113.9:40213;transport=wss',
    );
    expect(target('sips:anna@192.168.1.7', '203.0.113.9', 40_213, 'tcp')).toBe(
      'sip:anna@203.0.113.9:40213;transport=tcp',
    );
    expect(target('sip:anna@192.168.1.7;=x;line=7;ob', '203.0.113.9', 40_213, 'udp')).toBe(
      'sip:anna@203.0.113.9:40213;=x;line=7;ob',
    );
    expect(target('sip:k3f9@k3f9df.invalid;transport=ws;ob', '203.0.113.9', 40_213, 'wss')).toBe(
      'sip:k3f9@203.0.113.9:40213;ob;transport=wss',
    );
  });

  test('leads nowhere else, whatever the phone says', () => {
    for (const uri of [
      'sip:anna@premium.example:5060;maddr=198.51.100.66',
      'sip:anna@192.168.1.7;MADDR=198.51.100.66;ttl=16;method=BYE?Route=%3csip:198.51.100.66%3e',
    ])
      expect(target(uri, '203.0.113.9', 5_060, 'udp')).toBe('sip:anna@203.0.113.9:5060');
  });
});
