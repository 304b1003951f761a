import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../../test/kit/eventually.ts';

/** What a process of Node holds on to: memory in MiB behind a collection of garbage; timers, sockets and the like. */
export type Held = { readonly mib: number; readonly resources: number };

const OPENS_MS = 5_000;
const ANSWERS_MS = 10_000;
const MIB = 1_048_576;
const ASK = `(() => {
  const { heapUsed, external } = process.memoryUsage();
  return JSON.stringify({ bytes: heapUsed + external, resources: process.getActiveResourcesInfo().length });
})()`;

/** What makes a process of Node open its inspector at this port when it gets SIGUSR1, as environment variables. */
export const inspectedAt = (port: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}`,
});

/**
 * Asks a process that was started with `inspectedAt` for what it holds. Its memory alone says little: garbage is in it
 * until somebody collects it. Rejects when the process is away.
 */
export async function heldBy(pid: number, port: number): Promise<Held> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await eventually('the inspector is open', () => inspectorOf(port), OPENS_MS));
  try {
    await once(socket, 'open', { signal: AbortSignal.timeout(ANSWERS_MS) });
    await ask(socket, 'HeapProfiler.collectGarbage');
    const answer = await ask(socket, 'Runtime.evaluate', { expression: ASK, returnByValue: true });
    const { bytes, resources } = JSON.parse(valueIn(answer)) as { bytes: number; resources: number };
    return { mib: bytes / MIB, resources };
  } finally {
    socket.terminate();
  }
}

async function inspectorOf(port: number): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`, {
    signal: AbortSignal.timeout(ANSWERS_MS),
  });
  const [target] = (await answer.json()) as { webSocketDebuggerUrl?: string }[];
  return target?.webSocketDebuggerUrl;
}

type Answer = { readonly id?: number; readonly result?: { readonly result?: { readonly value?: unknown } } };

async function ask(socket: WebSocket, method: string, params: object = {}): Promise<Answer> {
  socket.send(JSON.stringify({ id: 1, method, params }));
  for (;;) {
    const [text] = (await once(socket, 'message', { signal: AbortSignal.timeout(ANSWERS_MS) })) as [Buffer];
    const answer = JSON.parse(String(text)) as Answer;
    if (answer.id === 1) return answer;
  }
}

function valueIn({ result }: Answer): string {
  const value = result?.result?.value;
  if (typeof value !== 'string') throw new Error('the inspector has not told what the process holds');
  return value;
}
