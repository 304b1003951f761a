/** BullMQ needs LPOS and others of 6.2. */
const OLDEST_VERSION = [6, 2] as const;

/**
 * Why a Redis that says this of itself (INFO) must not be given jobs: it is too old, or would lose them, in a sentence
 * that says what to do; null when nothing of it is so.
 */
export function unfitFor(info: string): string | null {
  const version = fieldOf(info, 'redis_version') ?? 'unknown';
  const policy = fieldOf(info, 'maxmemory_policy');
  if (isOlder(version)) return `Redis ${version} is too old: ${OLDEST_VERSION.join('.')} is needed`;
  if (policy !== undefined && policy !== 'noeviction')
    return `maxmemory-policy is ${policy}: Redis would drop jobs when it is full; set it to noeviction`;
  return null;
}

/** Why a Redis that says this of itself takes nothing for now, and what to do, in a sentence; null when it does. */
export function refusingNow(info: string): string | null {
  if (fieldOf(info, 'role') === 'slave')
    return 'this Redis is a replica, which takes nothing: name its master in redis.url';
  if (fieldOf(info, 'aof_last_write_status') === 'err')
    return 'Redis cannot write its file, and takes nothing: make room on its disk';
  const memory = Number(fieldOf(info, 'maxmemory') ?? 0);
  if (memory > 0 && Number(fieldOf(info, 'used_memory')) >= memory)
    return `the memory of Redis is full (maxmemory ${memory} bytes): give it more`;
  return null;
}

/**
 * The same by its refusal of a PING: one that could not write its snapshot, and is told to take nothing then
 * (stop-writes-on-bgsave-error), says so to that, and INFO does not tell it.
 */
export const refusedPing = (refusal: string): string | null =>
  refusal.startsWith('MISCONF')
    ? 'Redis cannot write its snapshot, and takes nothing: make room on its disk, and let it write there (MISCONF)'
    : null;

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1]);
}
