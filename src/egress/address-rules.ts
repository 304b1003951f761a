import { BlockList, isIP } from 'node:net';

/** Which addresses may be connected to, by what they are and not by what name they were found. */
export type AddressRules = { isAllowed(address: string): boolean };

/** What is not the public internet: the IANA special-purpose registry for IPv4, multicast and reserved space. */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Of IPv6 only this space is public: loopback, private, link-local, multicast and IPv4 in disguise lie outside. */
const PUBLIC_V6 = ['2000::/3'];
/** And within it: protocols' own and Teredo, documentation, 6to4, which hides an IPv4 address. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Public addresses, and those in the networks that the admin allows ("10.1.2.0/24", "127.0.0.1"). */
export function addressRules(allowed: readonly string[]): AddressRules {
  const exceptions = listOf(allowed);
  const notPublicV4 = listOf(NOT_PUBLIC_V4);
  const publicV6 = listOf(PUBLIC_V6);
  const notPublicV6 = listOf(NOT_PUBLIC_V6);
  return {
    isAllowed(written) {
      const [address = ''] = written.split('%');
      const version = isIP(address);
      if (version === 0) return false;
      const family = version === 4 ? 'ipv4' : 'ipv6';
      if (exceptions.check(address, family)) return true;
      if (family === 'ipv4') return !notPublicV4.check(address, family);
      return publicV6.check(address, family) && !notPublicV6.check(address, family);
    },
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
