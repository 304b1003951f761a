import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The program of this name that the set-up brought; without a set-up (in a container) the one on the PATH.
 */
export function toolPath(name: 'redis-server' | 'espeak-ng'): string {
  const ours = fileURLToPath(new URL(`../../.tools/bin/${name}`, import.meta.url));
  return existsSync(ours) ? ours : name;
}
