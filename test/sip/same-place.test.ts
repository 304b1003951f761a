import { describe, expect, test } from 'vitest';
import { isSamePlace } from '../../src/sip/same-place.ts';

describe('the address that a proof is for', () => {
  test('is that of the request, whatever port, parameters, case of the host and escapes it has', () => {
    for (const [one, other] of [
      ['sip:600@edge.example.net', 'sip:600@edge.example.net'],
      ['sip:600@edge.example.net', 'sip:600@EDGE.example.net:5060;transport=udp'],
      ['sip:600@edge.example.net', 'sips:600@edge.example.net;user=phone?subject=x'],
      ['sip:%36%30%30@edge.example.net', 'sip:600@edge.example.net'],
      ['sip:edge.example.net', 'sip:edge.example.net:5080'],
      ['sip:600@[2001:DB8::1]', 'sip:600@[2001:db8::1]:5060'],
      ['tel:+4930123', 'tel:+4930123;phone-context=x'],
      ['urn:service:sos', 'urn:service:sos'],
    ] as const) {
      expect([one, isSamePlace(one, other), isSamePlace(other, one)]).toEqual([one, true, true]);
    }
  });

  test('is another one when the user, the host or the kind is', () => {
    for (const [one, other] of [
      ['sip:600@edge.example.net', 'sip:601@edge.example.net'],
      ['sip:600@edge.example.net', 'sip:600@edge.example.org'],
      ['sip:600@edge.example.net', 'sip:edge.example.net'],
      ['sip:anna@edge.example.net', 'sip:Anna@edge.example.net'],
      ['sip:600@edge.example.net', 'sip:600;x=1@edge.example.net'],
      ['sip:600@edge.example.net', 'sip:600:pw@edge.example.net'],
      ['sip:6%2000@edge.example.net', 'sip:600@edge.example.net'],
      ['sip:a%20b@c', 'sip:a%0ab@c'],
      ['sip:600%40x@edge.example.net', 'sip:600@edge.example.net'],
      ['sip:600@edge.example.net', 'tel:600'],
      ['tel:+4930123', 'tel:+4930124'],
      ['sip:600@edge.example.net', ''],
      ['sip:600@edge.example.net', 'sip:600@edge.example.net@evil.example'],
      ['sip:600@edge.example.net', 'sip:600@edge.example.net x'],
      ['urn:service:sos', 'urn:service:SOS'],
      ['*', ''],
    ] as const) {
      expect([one, isSamePlace(one, other), isSamePlace(other, one)]).toEqual([one, false, false]);
    }
  });
});
