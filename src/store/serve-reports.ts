import type { MessagePort } from 'node:worker_threads';
import { type ReportWish, reportPieces } from '../reports/index.ts';
import { bytesOf } from './bytes-of.ts';
import { Line } from './line.ts';
import type { FromWorker, RequestKind, ToWorker } from './protocol.ts';
import type { Database } from './tables.ts';

/**
 * The life of the thread that makes reports, from the reading to the text that is sent: up to a hundred thousand rows
 * are figured out neither where calls are decided about, nor where entries are written. Each report reads the database
 * as of one moment, by a connection of its own that cannot write.
 */
export function serveReports(port: MessagePort, database: Pick<Database, 'read'>): void {
  const line = new Line();
  port.postMessage({ kind: 'opened', unusable: null } satisfies FromWorker);
  port.on('message', async ({ id, kind, ask }: ToWorker) => {
    if (kind === ('close' satisfies RequestKind)) {
      port.postMessage({ kind: 'answered', id, answer: null } satisfies FromWorker);
      port.close();
      return;
    }
    try {
      const answer = await line.do(() => made(ask as ReportWish, database));
      // Handed over, not copied: it may be many megabytes.
      port.postMessage({ kind: 'answered', id, answer } satisfies FromWorker, [answer.buffer]);
    } catch (error) {
      port.postMessage({ kind: 'failed', id, why: String(error) } satisfies FromWorker);
    }
  });
}

async function made(wish: ReportWish, database: Pick<Database, 'read'>): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(reportPieces(wish, await database.read(wish)));
}
