import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = new URL('../../../', import.meta.url);
const SET_UP = fileURLToPath(new URL('scripts/setup/sipvicious.sh', ROOT));
const LIBRARY = fileURLToPath(new URL('.tools/sipvicious/usr/share/sipvicious', ROOT));
const FETCHED_MS_MAX = 120_000;
/** Who is turned away may try for ever. */
const RUN_MS_MAX = 20_000;

/** Two of the tools know an option for their own address and do not use it (0.3.3): their sockets are bound to it here. */
const FROM_ADDRESS = `
import os, socket
class Bound(socket.socket):
    def bind(self, address):
        super().bind((os.environ['FROM_ADDRESS'], address[1]))
socket.socket = Bound
`;

type Tool = 'svmap' | 'svwar' | 'svcrack';

/** Fetches SIPVicious where it is not there yet. Rejects with what is missing. */
export async function fetchSipvicious(): Promise<void> {
  await run('bash', [SET_UP], { timeout: FETCHED_MS_MAX });
}

/** Runs one of its tools at an address of its own; resolves with all that it said, whatever it ended with. */
export async function sipvicious(tool: Tool, address: string, ...args: readonly string[]): Promise<string> {
  const code = `${FROM_ADDRESS}from sipvicious.${tool} import main\nmain()`;
  const env = { ...process.env, PYTHONPATH: LIBRARY, PYTHONDONTWRITEBYTECODE: '1', FROM_ADDRESS: address };
  const ran = run('python3', ['-c', code, ...args], { env, timeout: RUN_MS_MAX });
  return ran.then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { readonly stdout?: string; readonly stderr?: string }) => `${error.stdout}${error.stderr}`,
  );
}
