import { describe, expect, test } from 'vitest';
import { parseAddress, placeOf, quoted, splitAtCommas } from '../../../src/sip/drachtio/address.ts';

describe('addresses of From, To and Contact', () => {
  test.each([
    ['<sip:1001@host>', '', 'sip:1001@host', {}],
    [
      '"Anna, \\"A\\" <x>" <sip:1001@host;transport=tcp>;Expires=60',
      'Anna, "A" <x>',
      'sip:1001@host;transport=tcp',
      { expires: '60' },
    ],
    ['Anna  Berg <sips:1001@[2001:db8::1]:5061>', 'Anna  Berg', 'sips:1001@[2001:db8::1]:5061', {}],
    ['sip:1001@host:5070;tag=a;q=0.5', '', 'sip:1001@host:5070', { tag: 'a', q: '0.5' }],
    ['<tel:+1-212;phone-context=x>;lr', '', 'tel:+1-212;phone-context=x', { lr: '' }],
    [
      '<sip:h>;+sip.instance="<urn:uuid:1>" ; reg-id = 1',
      '',
      'sip:h',
      { '+sip.instance': '<urn:uuid:1>', 'reg-id': '1' },
    ],
  ])('%s is read', (text, name, uri, parameters) => {
    const address = parseAddress(text);
    expect(address).toMatchObject({ name, uri });
    expect(Object.fromEntries(address!.parameters)).toEqual(parameters);
  });

  test.each([
    '',
    '*',
    '<sip:1001@host',
    '"Anna <sip:1001@host>',
    '<>',
    '<sip:a b@host>',
    '<sip:1001@host> tag=1',
    '<sip:1001@host>;=1',
    '<sip:1001@host>;expires="60',
    'Anna "B" <sip:1001@host>',
    'noscheme',
    'sip:1001@host?a=b',
    '<sip:1001@host>\r\nX: 1',
  ])('%j is no address', (text) => expect(parseAddress(text)).toBeNull());

  test('commas part, except those within quotes and angle brackets', () => {
    expect(splitAtCommas('"a, \\", b" <sip:1,2@h> ,sip:c,, <sip:"d@h>')).toEqual([
      '"a, \\", b" <sip:1,2@h>',
      'sip:c',
      '',
      '<sip:"d@h>',
    ]);
    expect([splitAtCommas('"a, b'), splitAtCommas('<sip:a, b')]).toEqual([null, null]);
  });

  test.each([
    ['sip:1001@HOST:5060;a=b?c=d', '1001', 'host'],
    ['sips:%23abc;x=1:secret@10.0.0.1', '#abc', '10.0.0.1'],
    ['sip:%zz@h', '%zz', 'h'],
    ['sip:h', '', 'h'],
    ['sip:a@[::1]:5060', 'a', '[::1]'],
    ['tel:+7916;phone-context=x', '+7916', ''],
  ])('%s names %s at %s', (uri, user, host) => expect(placeOf(uri)).toEqual({ user, host }));

  test.each(['sip:', 'sip:a@', 'http://x', 'sip:a@h:port', 'sip:a b@h', 'sip:a@[::1'])(
    '%s names nobody',
    (uri) => expect(placeOf(uri)).toBeNull(),
  );

  test('a text in quotes cannot end them, nor the line', () => {
    expect(quoted('a "b" \\ c\r\nX-Evil: 1')).toBe('"a \\"b\\" \\\\ c X-Evil: 1"');
    expect(parseAddress(`${quoted('a "b" \\ c')} <sip:x@h>`)?.name).toBe('a "b" \\ c');
  });

  test('hostile lengths are read in no time', () => {
    const long = 20_000;
    for (const text of [
      'a '.repeat(long),
      '"'.repeat(long),
      ';a'.repeat(long),
      '<'.repeat(long),
      '\\"'.repeat(long),
    ]) {
      parseAddress(text);
      parseAddress(`<sip:h>${text}`);
      splitAtCommas(text);
      placeOf(`sip:${text}`);
    }
  }, 2_000);
});
