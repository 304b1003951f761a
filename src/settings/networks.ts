import { BlockList, isIP } from 'node:net';
import type { Settings } from './complete-settings.ts';

/**
 * Whether an address is in one of these networks ("192.0.2.0/24", "192.0.2.7"). What is no address is in
 * none.
 */
export function within(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    const family = familyOf(base);
    list.addSubnet(base, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (written) => {
    // Behind "%" stands the interface, which no network names.
    const [address = ''] = written.split('%');
    return isIP(address) !== 0 && list.check(address, familyOf(address));
  };
}

/** The trunk that calls from this address belong to: the first in whose networks it is. */
export function trunkByAddress(trunks: Settings['trunks']): (address: string) => string | undefined {
  const known = Object.entries(trunks).map(([name, { match }]) => ({ name, isIn: within(match) }));
  return (address) => known.find(({ isIn }) => isIn(address))?.name;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
