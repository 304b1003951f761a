import { describe, expect, test } from 'vitest';
import type { Response } from '../../../src/sip/drachtio/library.ts';
import { reasonHeader, refuse, sendable } from '../../../src/sip/drachtio/replies.ts';

describe('what is said to others', () => {
  test('headers of the dialog are the server’s own, and no value begins a header of its own', () => {
    const headers = {
      Via: 'x',
      contact: 'x',
      'Call-ID': 'x',
      'X-A': 'one\r\nX-Evil: 1\0',
      'retry-after': '7',
    };
    expect(sendable(headers)).toEqual({ 'X-A': 'one X-Evil: 1 ', 'retry-after': '7' });
    expect([reasonHeader(''), reasonHeader('SIP;cause=200\r\n')]).toEqual([{}, { reason: 'SIP;cause=200 ' }]);
  });

  test.each([
    [486, 486],
    [499, 400],
    [555, 500],
    [699, 600],
    [200, 500],
    [0, 500],
  ])('a refusal with %i is one with %i', (status, said) => {
    const sent: number[] = [];
    refuse({ send: (given: number) => sent.push(given) } as unknown as Response, status);
    expect(sent).toEqual([said]);
  });
});
