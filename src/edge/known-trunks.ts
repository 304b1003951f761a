import { type Settings, trunkPassword } from '../settings/index.ts';
import type { Trunk } from '../sip/index.ts';

/** All trunks, as the edge has to know them. Throws TRUNK_SECRET_UNREADABLE. */
export function trunksOf(settings: Settings): ReadonlyMap<string, Trunk> {
  const { trunks } = settings;
  return new Map(
    Object.entries(trunks).map(([name, trunk]) => [
      name,
      { codecs: trunk.codecs, way: wayOf(trunk, settings) },
    ]),
  );
}

function wayOf(
  { host, transport, register, caller_id: callerId }: Settings['trunks'][string],
  settings: Settings,
): Trunk['way'] {
  if (host === null) return null;
  const credentials = register && {
    user: register.user,
    password: trunkPassword(settings, register.secret),
  };
  return { host, transport, credentials, callerId };
}
