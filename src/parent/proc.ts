import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * A process and the moment of its birth, in clock ticks since the machine started: a number alone is soon given to
 * somebody else.
 */
export type ProcessMark = {
  readonly pid: number;
  readonly startTicks: number;
  readonly startedWallMs: number;
};

/** A file of /proc; undefined when the process has gone meanwhile, or is not ours to look into. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (err) {
    if (isAbsence(err)) return undefined;
    throw err;
  }
}

const isAbsence = (err: unknown): boolean =>
  ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((err as NodeJS.ErrnoException).code ?? '');

/** When a process began, in clock ticks; undefined when there is none, or only its corpse. */
export function startTicksOf(pid: number): number | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may hold anything (proc_pid_stat(5)).
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return Number(fields[19]);
}

/** Whether this very process still lives. */
export const isAlive = ({ pid, startTicks }: ProcessMark): boolean => startTicksOf(pid) === startTicks;

export type PortUse = { readonly protocol: 'tcp' | 'udp'; readonly host: string; readonly port: number };

/** Who holds a port. Without the right to look into other users' processes only that it is held. */
export type PortOwner = { readonly pid: number | undefined; readonly command: string | undefined };

/** The process that listens where we want to, or undefined when the port is free. */
export function portOwner(use: PortUse): PortOwner | undefined {
  const inodes = socketsAt(use);
  if (inodes.length === 0) return undefined;
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((one) => holdsSocket(one, inodes));
  const command =
    pid === undefined ? undefined : readProc(`/proc/${pid}/cmdline`)?.split('\0').join(' ').trim();
  return { pid, command };
}

/** State 0A is LISTEN; a UDP socket that waits for anybody has 07 (net/tcp_states.h). */
const WAITING = { tcp: '0A', udp: '07' } as const;

/** The kernel's numbers of the sockets that wait at a port, on this address or on all. */
function socketsAt({ protocol, host, port }: PortUse): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = [protocol, `${protocol}6`].flatMap((name) =>
    (readProc(`/proc/net/${name}`) ?? '').split('\n').slice(1),
  );
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = '0'] = line.trim().split(/\s+/);
    const [address = '', atPort] = local.split(':');
    const isThere = atPort === wanted && state === WAITING[protocol] && meets(address, host);
    return isThere && inode !== '0' ? [inode] : [];
  });
}

/** Whether a socket bound to `address` (as /proc writes it) is in the way of one at `host`. */
function meets(address: string, host: string): boolean {
  const isEverywhere = /^0+$/.test(address);
  const wantsEverywhere = host === '0.0.0.0' || host === '::';
  if (isEverywhere || wantsEverywhere) return true;
  const ipv4 = /^\d+(\.\d+){3}$/.test(host) ? host.split('.').map(Number) : undefined;
  // Four bytes in the machine's own order: little-endian wherever Asterisk's packages exist.
  if (ipv4 !== undefined)
    return (
      address ===
      ipv4
        .toReversed()
        .map((byte) => hexByte(byte))
        .join('')
    );
  return host === '::1' && address === '00000000000000000000000001000000';
}

const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

function holdsSocket(pid: number, inodes: readonly string[]): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => {
      const target = linkAt(`${folder}/${fd}`);
      return inodes.some((inode) => target === `socket:[${inode}]`);
    });
  } catch (err) {
    if (isAbsence(err)) return false;
    throw err;
  }
}

/** A file may be closed between the listing and the look. */
function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (err) {
    if (isAbsence(err)) return undefined;
    throw err;
  }
}
