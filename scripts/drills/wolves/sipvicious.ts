import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = new URL('../../../', import.meta.url);
const SET_UP = fileURLToPath(new URL('scripts/setup/sipvicious.sh', ROOT));
const LIBRARY = fileURLToPath(new URL('.tools/sipvicious/usr/share/sipvicious', ROOT));
const FETCHED_MS_MAX = 120_000;
const RUN_MS_MAX = 60_000;

/** Fetches SIPVicious where it is not there yet. Rejects with what is missing. */
export async function fetchSipvicious(): Promise<void> {
  await run('bash', [SET_UP], { timeout: FETCHED_MS_MAX });
}

/** Runs one of its tools; resolves with all that it said, whatever it ended with. */
export async function sipvicious(
  tool: 'svmap' | 'svwar' | 'svcrack',
  ...args: readonly string[]
): Promise<string> {
  const code = `from sipvicious.${tool} import main; main()`;
  const env = { ...process.env, PYTHONPATH: LIBRARY, PYTHONDONTWRITEBYTECODE: '1' };
  const ran = run('python3', ['-c', code, ...args], { env, timeout: RUN_MS_MAX });
  return ran.then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { readonly stdout?: string; readonly stderr?: string }) => `${error.stdout}${error.stderr}`,
  );
}
