import { describe, expect, test } from 'vitest';
import { isAnswerable } from '../../../src/sip/drachtio/answerable.ts';

const request = (contacts: readonly string[], { method = 'INVITE', protocol = 'udp' } = {}) => ({
  ...{ method, protocol },
  raw: [
    `${method} sip:100@192.0.2.1 SIP/2.0`,
    'From: <sip:anna@192.0.2.7>;tag=a',
    ...contacts,
    'Content-Length: 2',
    '',
    'a\nb',
  ].join('\r\n'),
});

describe('what would end the server is not answered', () => {
  test.each([
    ['all contacts at once', ['Contact: *']],
    ['all of them, with something behind', ['m: *;x=1']],
    ['a telephone number', ['Contact: <tel:+123>']],
    ['an address of another kind', ['CONTACT: <urn:uuid:1>']],
    ['an address without a host', ['Contact: <sip:>']],
    ['nothing that can be read', ['Contact: "x" <x>']],
    ['a good one with another behind it', ['Contact: <sip:a@b.example>, *']],
    ['a good one with another in the next header', ['Contact: <sip:a@b.example>', 'Contact : <tel:+123>']],
    ['a bracket that never closes', ['Contact: <sip:a@b.example']],
    ['one behind half an end of a line', ['Subject: x\nContact: *', 'Contact: <sip:a@b.example>']],
    ['one behind the other half', ['Subject: x\rContact: *']],
    ['one on a line that goes on', ['Contact:', ' *']],
  ])('with %s', (_, contacts) => {
    expect(isAnswerable(request(contacts))).toBe(false);
    expect(isAnswerable(request(contacts, { method: 'SUBSCRIBE' }))).toBe(false);
    expect(isAnswerable(request(contacts, { protocol: 'tcp' }))).toBe(true);
    expect(isAnswerable(request(contacts, { method: 'REGISTER' }))).toBe(true);
  });
});

test.each([
  [[]],
  [['Contact: <sip:anna@192.0.2.7:5062;transport=udp>;expires=60']],
  [['m: "Anna, of sales" <sips:anna@[2001:db8::1]>']],
  [['Contact: sip:192.0.2.7']],
  [['Contact: <sip:a@b.example>, <sip:c@d.example>;q=0.5']],
  [['Contact: <sip:anna@192.0.2.7>;+sip.instance="<urn:uuid:0>"']],
])('a call of a phone is answered: %j', (contacts) => {
  expect(isAnswerable(request(contacts))).toBe(true);
});
