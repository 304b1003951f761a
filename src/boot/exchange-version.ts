/** Older ones have known holes in the REST interface (GHSA-vrfp-mg3q-3959, GHSA-wcvv-g26m-wx5c). */
const OLDEST = [22, 10, 1] as const;
/** The newest major that the contract suite was run on. */
const NEWEST_TESTED_MAJOR = 22;

/**
 * What to think of an exchange's version: `refused` says why calls must not be given to it, `warning` is for
 * the log.
 */
export type VersionVerdict = { readonly refused?: string; readonly warning?: string };

/** Judges a version such as "22.10.1" or "22.10.1~dfsg+~cs6.15.60671435-1". */
export function judgeVersion(version: string): VersionVerdict {
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (found === undefined) return { warning: `Asterisk's version "${version}" is not known to us` };
  if (isOlder(found))
    return { refused: `Asterisk ${version} is too old: ${OLDEST.join('.')} or newer is needed` };
  if (found[0]! <= NEWEST_TESTED_MAJOR) return {};
  return { warning: `Asterisk ${version} is newer than the newest tested major, ${NEWEST_TESTED_MAJOR}` };
}

function isOlder(found: readonly number[]): boolean {
  const at = OLDEST.findIndex((part, index) => found[index] !== part);
  return at >= 0 && found[at]! < OLDEST[at]!;
}
