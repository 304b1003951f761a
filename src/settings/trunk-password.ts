import { join } from 'node:path';
import { Failure } from '../base/index.ts';
import type { Settings } from './complete-settings.ts';
import { readIfThere } from './read-if-there.ts';

/**
 * The password that a carrier has given us: nobody can make it up. It is one line; another one would become a line of
 * the exchange's configuration. Throws TRUNK_SECRET_UNREADABLE.
 */
export function trunkPassword({ secrets }: Pick<Settings, 'secrets'>, name: string): string {
  const file = join(secrets, name);
  const password = readIfThere(file)?.trim() ?? '';
  if (password === '' || /[\r\n]/.test(password)) throw new Failure('TRUNK_SECRET_UNREADABLE', { file });
  return password;
}
