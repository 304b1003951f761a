import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { holds } from '../base/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import { newSecret, type Settings } from '../settings/index.ts';
import { asteriskPlaces } from './asterisk-places.ts';
import { type PhoneAccount, renderOperators } from './pjsip-sections.ts';
import { writeFile } from './write-file.ts';

/** phoneId → its password, and whether somebody has been shown it. */
type KeptSecrets = Record<string, { password: string; shown: boolean }>;

type Folders = Pick<Settings, 'secrets'>;

const fileOf = ({ secrets }: Folders): string => join(secrets, 'operators.json');

function readSecrets(folders: Folders): KeptSecrets {
  const path = fileOf(folders);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as KeptSecrets) : {};
}

const writeSecrets = (folders: Folders, kept: KeptSecrets): boolean =>
  writeFile(fileOf(folders), `${JSON.stringify(kept, null, 2)}\n`);

/**
 * The password of each phone; a phone that has none yet gets one. They are kept when an operator leaves: who comes
 * back need not change the phone.
 */
export function operatorSecrets(folders: Folders, phoneIds: readonly string[]): ReadonlyMap<string, string> {
  const kept = readSecrets(folders);
  for (const phoneId of phoneIds) kept[phoneId] ??= { password: newSecret(), shown: false };
  writeSecrets(folders, kept);
  return new Map(phoneIds.map((phoneId) => [phoneId, kept[phoneId]!.password]));
}

/** The passwords that nobody has been shown yet; from now on they count as shown. */
export function takeUnshownSecrets(folders: Folders): ReadonlyMap<string, string> {
  const kept = readSecrets(folders);
  const unshown = Object.entries(kept).filter(([, { shown }]) => !shown);
  for (const [, entry] of unshown) entry.shown = true;
  if (unshown.length > 0) writeSecrets(folders, kept);
  return new Map(unshown.map(([phoneId, { password }]) => [phoneId, password]));
}

/** All phones that may register, and the operators who own some of them. */
export type PhoneOwners = {
  readonly devices: readonly string[];
  readonly operators: ReadonlyMap<string, OperatorProfile>;
};

/**
 * Writes the accounts of all phones where Asterisk reads them, those of nobody too: operators sign in there. False when
 * they were there already; otherwise Asterisk must be told (`PUT /ari/asterisk/modules/res_pjsip.so`), and calls in
 * progress go on.
 */
export function writeOperatorAccounts(settings: Settings, { devices, operators }: PhoneOwners): boolean {
  const passwords = operatorSecrets(settings, devices);
  const names = new Map(
    [...operators.values()].flatMap(({ phones, name }) => phones.map((phoneId) => [phoneId, name])),
  );
  const accounts = devices.map((phoneId): PhoneAccount => {
    holds(
      /^[A-Za-z0-9_-]{1,32}$/.test(phoneId),
      'the name of a phone account has no sign with a meaning of its own',
    );
    return { phoneId, name: names.get(phoneId) ?? `Phone ${phoneId}`, password: passwords.get(phoneId)! };
  });
  return writeFile(asteriskPlaces(settings).accounts, renderOperators(accounts));
}
