import { parentPort, workerData } from 'node:worker_threads';
import { holds } from '../base/index.ts';
import { Line } from './line.ts';
import type { FromWorker, Handlers, RequestKind, ToWorker, WorkerStart } from './protocol.ts';
import { serveReports } from './serve-reports.ts';
import { StoreKeeper } from './store-keeper.ts';
import type { Database } from './tables.ts';

/** How often a database that could not be opened or written is tried again. */
const RETRY_MS = 250;

/** Between two steps in which old rows are deleted, so that entries come in between; and between two rounds. */
const TIDY_MS = 100;
const TIDY_ROUND_MS = 600_000;

/**
 * The life of the thread that reads and writes, so that the thread that decides about calls never does. What is asked
 * is answered one after the other, in the order in which it was asked.
 */
export async function serveStore(databaseAt: (place: string, takesOver: boolean) => Database): Promise<void> {
  const port = parentPort;
  holds(port !== null, 'the store works in a thread of its own');
  const tell = (message: FromWorker): void => port.postMessage(message);
  const start = workerData as WorkerStart;
  if (start.only === 'reports') return serveReports(port, databaseAt(start.place, false));
  const keeper = new StoreKeeper(start, databaseAt(start.place, start.takesOver ?? false), tell);
  const unusable = await keeper.open();
  tell({ kind: 'opened', unusable });
  if (unusable !== null) return;

  const line = new Line();
  const stops = [
    again(async () => {
      await line.do(() => keeper.retry());
      return RETRY_MS;
    }, RETRY_MS),
    again(async () => ((await line.do(() => keeper.tidy(Date.now()))) ? TIDY_MS : TIDY_ROUND_MS), TIDY_MS),
  ];
  port.on('message', async ({ id, kind, ask }: ToWorker) => {
    const handle = keeper.handlers[kind as keyof Handlers] as (ask: unknown) => unknown;
    try {
      tell({ kind: 'answered', id, answer: await line.do(async () => handle(ask)) });
    } catch (error) {
      tell({ kind: 'failed', id, why: String(error) });
    }
    if (kind !== ('close' satisfies RequestKind)) return;
    for (const stop of stops) stop();
    port.close();
  });
}

/** Does something again and again; it says after how long. The returned function ends it. */
function again(work: () => Promise<number>, firstMs: number): () => void {
  let isOver = false;
  let timer: NodeJS.Timeout;
  const after = (delayMs: number): void => {
    timer = setTimeout(async () => {
      const nextMs = await work();
      if (!isOver) after(nextMs);
    }, delayMs);
  };
  after(firstMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
