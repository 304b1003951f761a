import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../settings/index.ts';

/**
 * Where everything of one Asterisk lies. All but `modules`, `share` and `sbin` belongs to this data folder
 * alone.
 */
export type AsteriskPlaces = {
  /** Its whole world: configuration, spool, logs, sockets. */
  readonly run: string;
  readonly etc: string;
  /** The operators' accounts, which Cordboard writes while Asterisk runs. */
  readonly accounts: string;
  /** The addresses that it turns away, which Cordboard writes, too. */
  readonly bans: string;
  /** Where its control socket really lies; a link in `run` leads there when that is elsewhere. */
  readonly sockets: string;
  /** Its diary of channel events. */
  readonly cel: string;
  /** What it tells of sign-ins, good and failed. */
  readonly securityLog: string;
  readonly modules: string;
  readonly share: string;
  readonly sbin: string;
  /** What to run, with the arguments that name the configuration and keep it in the foreground. */
  readonly command: readonly string[];
};

/** A path of a Unix socket has at most 107 characters (unix(7): sun_path holds 108 with the end mark). */
const SOCKET_PATH_MAX = 107;

/** Debian's names for the folders of libraries. */
const TRIPLETS: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

export function asteriskPlaces({ run: base, asterisk, data }: Settings): AsteriskPlaces {
  const { root } = asterisk;
  const run = join(base, 'asterisk');
  const etc = join(run, 'etc');
  // Unpacked beside the machine's own system it needs its own loader, which the wrapper of the set-up knows.
  const program = root === '/' ? '/usr/sbin/asterisk' : join(root, '..', 'bin', 'asterisk');
  return {
    run,
    etc,
    accounts: join(etc, 'pjsip_operators.conf'),
    bans: join(etc, 'pjsip_bans.conf'),
    sockets: socketsFolder(run, data),
    cel: join(run, 'log', 'cel-custom', 'Master.csv'),
    securityLog: join(run, 'log', 'security.log'),
    modules: join(root, 'usr', 'lib', TRIPLETS[process.arch] ?? process.arch, 'asterisk', 'modules'),
    share: join(root, 'usr', 'share', 'asterisk'),
    sbin: join(root, 'usr', 'sbin'),
    command: [program, '-C', join(etc, 'asterisk.conf'), '-f'],
  };
}

function socketsFolder(run: string, data: string): string {
  const folder = join(run, 'sockets');
  if (join(folder, 'asterisk.ctl').length <= SOCKET_PATH_MAX) return folder;
  return join(tmpdir(), `cordboard-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`);
}
