import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../../test/kit/eventually.ts';

const OPENS_MS = 5_000;
const ANSWERS_MS = 10_000;

/** What makes a process of Node open its inspector at this port when it gets SIGUSR1, as environment variables. */
export const inspectedAt = (port: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}`,
});

/** The inspector of a process that was started with `inspectedAt`: how a debugger sees it. */
export class Inspector {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Opens it, and closes it whatever happens in it. Rejects when the process is away. */
  static async with<T>(pid: number, port: number, act: (inspector: Inspector) => Promise<T>): Promise<T> {
    process.kill(pid, 'SIGUSR1');
    const socket = new WebSocket(await eventually('the inspector is open', () => addressAt(port), OPENS_MS));
    try {
      await once(socket, 'open', { signal: AbortSignal.timeout(ANSWERS_MS) });
      return await act(new Inspector(socket));
    } finally {
      socket.terminate();
    }
  }

  /** Lets the process throw away what it does not need any more. */
  async collectGarbage(): Promise<void> {
    await this.#ask('HeapProfiler.collectGarbage');
  }

  /** Lets the process work out an expression; resolves with its value. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#ask('Runtime.evaluate', { expression, returnByValue: true });
    return result?.result?.value;
  }

  async #ask(method: string, params: object = {}): Promise<Answer> {
    this.#socket.send(JSON.stringify({ id: 1, method, params }));
    for (;;) {
      const signal = AbortSignal.timeout(ANSWERS_MS);
      const [text] = (await once(this.#socket, 'message', { signal })) as [Buffer];
      const answer = JSON.parse(String(text)) as Answer;
      if (answer.id === 1) return answer;
    }
  }
}

type Answer = { readonly id?: number; readonly result?: { readonly result?: { readonly value?: unknown } } };

async function addressAt(port: number): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`, {
    signal: AbortSignal.timeout(ANSWERS_MS),
  });
  const [target] = (await answer.json()) as { webSocketDebuggerUrl?: string }[];
  return target?.webSocketDebuggerUrl;
}
