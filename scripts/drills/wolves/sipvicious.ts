import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lacksPackages, TOOLS_ROOT } from '../drill-tools.ts';

const run = promisify(execFile);
const LIBRARY = join(TOOLS_ROOT, 'usr/share/sipvicious');
const PYTHON_MS_MAX = 5_000;
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

/** Why it cannot be run on this machine, as a sentence; null: it is there, and so is what it is written in. */
export async function lacksSipvicious(): Promise<string | null> {
  const python = await run('python3', ['--version'], { timeout: PYTHON_MS_MAX }).catch(() => null);
  return python === null
    ? 'there is no python3, in which SIPVicious is written'
    : lacksPackages('sipvicious');
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
