import { describe, expect, test } from 'vitest';
import { loadSettings, trunkByAddress, within } from '../../src/settings/index.ts';

describe('a network', () => {
  test('holds its addresses, of both families, and no others', () => {
    const isIn = within(['192.0.2.0/24', '198.51.100.7', '2001:db8::/32']);
    expect(['192.0.2.0', '192.0.2.255', '198.51.100.7', '2001:db8::1'].map(isIn)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['192.0.3.0', '198.51.100.8', '2001:db9::1', '::1'].map(isIn)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('holds an IPv4 address in the clothes of IPv6, and one behind an interface', () => {
    expect(within(['192.0.2.0/24'])('::ffff:192.0.2.1')).toBe(true);
    expect(within(['fe80::/10'])('fe80::1%eth0')).toBe(true);
  });

  test('holds nothing that is no address', () => {
    const isIn = within(['0.0.0.0/0', '::/0']);
    expect(['', '%', 'localhost', '192.0.2.1:5060', '192.0.2', '[::1]'].map(isIn)).toEqual(
      Array.from({ length: 6 }, () => false),
    );
  });
});

test('a call belongs to the first trunk in whose networks its address is', () => {
  const trunks = `trunks:
  wide: { match: [192.0.2.0/24] }
  narrow: { match: [192.0.2.7] }
  other: { match: [198.51.100.1, 203.0.113.0/28] }
`;
  const { settings, mistakes } = loadSettings({}, () => trunks);
  expect(mistakes).toEqual([]);
  const trunkOf = trunkByAddress(settings!.trunks);
  const addresses = ['192.0.2.7', '203.0.113.15', '203.0.113.16', 'nowhere'];
  expect(addresses.map(trunkOf)).toEqual(['wide', 'other', undefined, undefined]);
});
