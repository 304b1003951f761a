import { describe, expect, test } from 'vitest';
import { askedOf, reasonOf, sdpOf } from '../../../src/sip/drachtio/asked.ts';
import { headerLines, lists } from '../../../src/sip/drachtio/header-lines.ts';
import type { Message, Request } from '../../../src/sip/drachtio/library.ts';

const HEAD = [
  'Via: SIP/2.0/UDP h',
  'From: <sip:a@h>;tag=1',
  'To: <sip:b@h>',
  'Call-ID: c',
  'CSeq: 7 OPTIONS',
];

function request(lines: readonly string[] = HEAD, uri = 'sip:b@h', protocol = 'udp'): Request {
  const raw = [`OPTIONS ${uri} SIP/2.0`, ...lines, '', ''].join('\r\n');
  return { raw, uri, method: 'OPTIONS', source_address: '192.0.2.7', source_port: 5070, protocol } as Request;
}

const without = (name: string): string[] => HEAD.filter((line) => !line.startsWith(name));

describe('what a request says of itself', () => {
  test('of several headers of one name the first counts, and a name of JavaScript is a name', () => {
    const asked = askedOf(
      request([...HEAD, 'X-A: 1', 'x-a: 2', '__proto__: p', 'constructor: c', 'no header']),
    )!;
    expect(asked.headers['x-a']).toBe('1');
    expect(Object.keys(asked.headers)).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
    expect(Object.keys(asked.headers)).not.toContain('via');
  });

  test.each([
    ['From', 'From: nobody'],
    ['To', 'To: <'],
    ['CSeq', 'CSeq: many OPTIONS'],
    ['Call-ID', ''],
  ])('a %s that cannot be read: it cannot be heard', (name, line) => {
    expect(askedOf(request([...without(name), line]))).toBeNull();
    expect(askedOf(request(without(name)))).toBeNull();
  });

  test('an address of a foreign kind cannot be heard', () => {
    expect(askedOf(request(HEAD, 'http://h'))).toBeNull();
    expect(askedOf(request(HEAD, 'tel:+7916'))?.dialled).toBe('+7916');
  });

  test.each([
    ['udp', 'WS', 'udp'],
    ['tcp', 'TCP', 'tcp'],
    ['tcp', 'WS', 'ws'],
    ['tcp', 'wss', 'wss'],
    ['tls', 'TLS', 'tls'],
    ['tls', 'WSS', 'wss'],
  ])('%s with a Via of %s came by %s', (protocol, via, transport) => {
    const asked = askedOf(request([`Via: SIP / 2.0 / ${via} h`, ...without('Via')], 'sip:b@h', protocol));
    expect(asked?.source).toEqual({ address: '192.0.2.7', port: 5070, transport });
  });

  test('words of several headers are one list', () => {
    const lines = headerLines(['x', 'Allow: INVITE,  Update', 'Allow: ACK', '', ''].join('\r\n'));
    expect([
      lists(lines, 'allow', 'UPDATE'),
      lists(lines, 'allow', 'ack'),
      lists(lines, 'allow', 'INFO'),
    ]).toEqual([true, true, false]);
  });
});

describe('what a message carries', () => {
  const message = (payload: Message['payload'], raw = ''): Message => ({ raw, body: '', payload });

  test('the session description is found among several parts, without their border', () => {
    expect(sdpOf(message([{ type: 'application/sdp', content: 'v=0\r\n' }]))).toBe('v=0\r\n');
    const parts = [
      { type: 'application/isup', content: 'x' },
      { type: 'application/sdp; a=b', content: 'v=0\r\no=-\r\n--border--\r\n' },
    ];
    expect(sdpOf(message(parts))).toBe('v=0\r\no=-\r\n');
    expect([sdpOf(message([])), sdpOf(message([{ content: 'v=0' }]))]).toEqual(['', '']);
  });

  test('its reason is that of the Reason header', () => {
    expect(reasonOf(message([], 'BYE sip:h SIP/2.0\r\nReason: Q.850;cause=16\r\n\r\nReason: none'))).toBe(
      'Q.850;cause=16',
    );
  });
});
