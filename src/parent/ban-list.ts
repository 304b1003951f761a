import { isIP } from 'node:net';
import { holds } from '../base/index.ts';
import type { Settings } from '../settings/index.ts';
import { asteriskPlaces } from './asterisk-places.ts';
import { writeFile } from './write-file.ts';

/**
 * The addresses that Asterisk turns away, as a list of pjsip.conf: whatever they send is answered with 403. Without any
 * there is no list, since an empty one would turn away nobody and still be asked for every message.
 */
export function renderBans(addresses: readonly string[]): string {
  const head =
    '; Made by Cordboard from the security log: ./cordboard bans shows why. Changes here are lost.';
  if (addresses.length === 0) return `${head}\n`;
  const denied = addresses.map((address) => {
    holds(isIP(address) !== 0, 'what is banned is an address');
    return `deny = ${address}`;
  });
  return [head, '', '[bans]', 'type = acl', ...denied, ''].join('\n');
}

/** Writes them where Asterisk reads them; false when they were there already. It must be told of it. */
export const writeBans = (settings: Settings, addresses: readonly string[]): boolean =>
  writeFile(asteriskPlaces(settings).bans, renderBans(addresses));
