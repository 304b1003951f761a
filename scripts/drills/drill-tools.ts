import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../drill-tools.sh', import.meta.url));
const FETCH_MS_MAX = 180_000;

/** Where the files of such packages are, as if that were the root of a machine. */
export const TOOLS_ROOT = fileURLToPath(new URL('../../.tools/drills', import.meta.url));

/** Fetches Debian packages that only a drill needs. Why that cannot be done, as a sentence; null: they are there. */
export async function lacksPackages(...names: readonly string[]): Promise<string | null> {
  const [fetched] = await Promise.allSettled([run('bash', [SCRIPT, ...names], { timeout: FETCH_MS_MAX })]);
  return fetched!.status === 'fulfilled' ? null : `${names.join(', ')} could not be fetched from Debian`;
}
