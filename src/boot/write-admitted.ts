import type { Bundle } from '../bundle/index.ts';
import { replaceFile } from '../disk/index.ts';
import { operatorSecrets, writeOperatorAccounts } from '../parent/index.ts';
import { edgeFileOf, type Settings } from '../settings/index.ts';
import { urgentIn, type WithNumbers } from './urgent.ts';

type Admitted = Pick<Bundle, 'devices' | 'operators'> & WithNumbers;

/**
 * Writes who may register where that is looked for: by Asterisk, which must be told (true), unless it is there already;
 * or by the edge, which looks by itself. Throws when the disk does not take it.
 */
export function writeAdmitted(settings: Settings, bundle: Admitted): boolean {
  if (settings.edge.mode === 'direct') return writeOperatorAccounts(settings, bundle);
  const phones = Object.fromEntries(operatorSecrets(settings, bundle.devices));
  const told = { phones, ...urgentIn(bundle) };
  replaceFile(edgeFileOf(settings), `${JSON.stringify(told, null, 2)}\n`, { mode: 0o600 });
  return false;
}
