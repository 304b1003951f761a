import { parentPort, workerData } from 'node:worker_threads';
import { holds } from '../../base/index.ts';
import type { FromWorker, RequestKind, ToWorker, WorkerStart } from './protocol.ts';
import { StoreKeeper } from './store-keeper.ts';

/** How often a database that could not be opened or written is tried again. */
const RETRY_MS = 250;

/** Between two steps in which old rows are deleted, so that entries come in between; and between two rounds. */
const TIDY_MS = 100;
const TIDY_ROUND_MS = 600_000;

/** The thread that reads and writes the disk, so that the thread that decides about calls never does. */
function work(): void {
  const port = parentPort;
  holds(port !== null, 'the store works in a thread of its own');
  const tell = (message: FromWorker): void => port.postMessage(message);
  const keeper = new StoreKeeper(workerData as WorkerStart, tell);
  const unusable = keeper.open();
  tell({ kind: 'opened', unusable });
  if (unusable !== null) return;

  const retries = setInterval(() => keeper.retry(), RETRY_MS);
  let tidying: NodeJS.Timeout | undefined;
  const tidyAfter = (delayMs: number): void => {
    tidying = setTimeout(() => tidyAfter(keeper.tidy(Date.now()) ? TIDY_MS : TIDY_ROUND_MS), delayMs);
  };
  tidyAfter(TIDY_MS);
  port.on('message', ({ id, kind, ask }: ToWorker) => {
    try {
      const handle = keeper.handlers[kind] as (ask: unknown) => unknown;
      tell({ kind: 'answered', id, answer: handle(ask) });
    } catch (error) {
      tell({ kind: 'failed', id, why: String(error) });
    }
    if (kind === ('close' satisfies RequestKind)) {
      clearInterval(retries);
      clearTimeout(tidying);
      port.close();
    }
  });
}

work();
