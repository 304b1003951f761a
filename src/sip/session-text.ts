/**
 * The o= line of what was last said to one side: "username session version nettype addrtype address". It must go on
 * as it began, its version one higher whenever anything else differs (RFC 3264 8), also when another node says it:
 * strict phones refuse a stranger's session.
 */
export type Said = { readonly origin: string; readonly version: number; readonly rest: string };

const ORIGIN = /^o=(\S+ \S+) (\d+) (\S+ \S+ \S+)[^\S\r\n]*$/m;

/**
 * What is to be said next to a side that was told `before` (null: nothing yet), so that it takes it for the same
 * session. A text without an o= line, which no SIP stack sends, goes as it is.
 */
export function saidAgain(
  sdp: string,
  before: Said | null,
): { readonly sdp: string; readonly said: Said | null } {
  const found = ORIGIN.exec(sdp);
  if (found === null) return { sdp, said: before };
  const rest = sdp.replace(ORIGIN, '');
  const own: Said = { origin: `${found[1]} ${found[3]}`, version: Number(found[2]), rest };
  if (before === null) return { sdp, said: own };
  const version = rest === before.rest ? before.version : before.version + 1;
  const said = { origin: before.origin, version, rest };
  return { sdp: sdp.replace(ORIGIN, originLine(said)), said };
}

function originLine({ origin, version }: Said): string {
  const [user, session, ...address] = origin.split(' ');
  return `o=${user} ${session} ${version} ${address.join(' ')}`;
}

/** Whether both texts describe the same sound: where to, in what, and which way; who says it does not matter. */
export function isSameSound(one: string, other: string): boolean {
  return soundOf(one) === soundOf(other);
}

const soundOf = (sdp: string): string =>
  sdp
    .split(/\r?\n/)
    .filter((line) => /^[cma]=/.test(line))
    .map((line) => line.trim())
    .join('\n');
