import { join } from 'node:path';
import { Failure } from '../base/index.ts';
import { readIfThere, type Settings } from '../settings/index.ts';
import type { EdgeParts } from '../sip/index.ts';

/** The trunks on which calls go out. Throws TRUNK_SECRET_UNREADABLE. */
export function trunkWays({ trunks, secrets }: Settings): EdgeParts['trunks'] {
  const ways = Object.entries(trunks).flatMap(([name, { host, transport, register }]) => {
    if (host === null) return [];
    const credentials = register && {
      user: register.user,
      password: passwordIn(join(secrets, register.secret)),
    };
    return [
      [name, { host: transport === 'udp' ? host : `${host};transport=${transport}`, credentials }] as const,
    ];
  });
  return new Map(ways);
}

/** A carrier gave it: nobody can make it up. */
function passwordIn(file: string): string {
  const password = readIfThere(file)?.trim() ?? '';
  if (password === '') throw new Failure('TRUNK_SECRET_UNREADABLE', { file });
  return password;
}
