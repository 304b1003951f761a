import { describe, expect, test } from 'vitest';
import { readRegister } from '../../../src/sip/drachtio/contacts.ts';
import { headerLines } from '../../../src/sip/drachtio/header-lines.ts';

const read = (...lines: string[]) =>
  readRegister(headerLines(['REGISTER sip:h SIP/2.0', ...lines, '', 'x'].join('\r\n')));

describe('the contacts of a REGISTER', () => {
  test('several headers, lists in one, short names and folded lines are all read', () => {
    const wanted = read(
      'Contact: "A, B" <sip:1@h>;expires=60,',
      '  <sip:2@h;transport=ws>;reg-id=2;+sip.instance="<urn:uuid:2>"',
      'm: sip:3@h;expires=0',
      'Expires: 600',
    );
    expect(wanted).toEqual({
      isAll: false,
      expiresS: 600,
      contacts: [
        { uri: 'sip:1@h', expiresS: 60, instance: null, regId: null },
        { uri: 'sip:2@h;transport=ws', expiresS: null, instance: 'urn:uuid:2', regId: 2 },
        { uri: 'sip:3@h', expiresS: 0, instance: null, regId: null },
      ],
    });
  });

  test('a star stands alone, and only with an expiry of none (RFC 3261 10.2.2)', () => {
    expect(read('Contact: *', 'Expires: 0')).toEqual({ contacts: [], isAll: true, expiresS: 0 });
    expect(read('Contact: *')).toBeNull();
    expect(read('Contact: *', 'Expires: 60')).toBeNull();
    expect(read('Contact: *, <sip:1@h>', 'Expires: 0')).toBeNull();
    expect(read('Contact: *', 'Contact: <sip:1@h>', 'Expires: 0')).toBeNull();
  });

  test('who names no contact asks which there are', () => {
    expect(read()).toEqual({ contacts: [], isAll: false, expiresS: null });
  });

  test.each([
    ['an expiry that is no number', ['Contact: <sip:1@h>;expires=soon']],
    ['a negative expiry', ['Contact: <sip:1@h>', 'Expires: -1']],
    ['two expiries', ['Contact: <sip:1@h>', 'Expires: 1', 'Expires: 2']],
    ['an empty place in the list', ['Contact: <sip:1@h>,']],
    ['a bracket that is not closed', ['Contact: <sip:1@h']],
    ['an address of another kind', ['Contact: <tel:+7916>']],
    ['an address without a host', ['Contact: <sip:1@>']],
    ['a reg-id that is no number', ['Contact: <sip:1@h>;reg-id=x']],
    ['one bad contact among good ones', ['Contact: <sip:1@h>', 'Contact: <nonsense>']],
  ])('%s: nothing of the request counts', (_, lines) => expect(read(...lines)).toBeNull());

  test('an expiry beyond what RFC 3261 knows counts as the longest', () => {
    expect(read('Contact: <sip:1@h>;expires=99999999999')?.contacts[0]?.expiresS).toBe(2 ** 32 - 1);
  });
});
