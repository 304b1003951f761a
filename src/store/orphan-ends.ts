import { type CallEntry, type CallRecord, type Carriers, unseenEnd } from '../journal/index.ts';
import type { Tables } from './tables.ts';

/** The moment, and what is known of those who carry calls now. */
export type OrphansNow = { readonly atMs: number; readonly carriers?: Carriers | undefined };

/** The last entries of calls that nobody carries any more; none of those whose node has not told yet. */
export async function endsOfOrphans(
  tables: Pick<Tables, 'lastHeard' | 'recordsOf' | 'timeline'>,
  callIds: readonly string[],
  { atMs, carriers }: OrphansNow,
): Promise<readonly CallEntry[]> {
  const [heard, records] = [await tables.lastHeard(callIds), await tables.recordsOf(callIds)];
  const endings: CallEntry[] = [];
  for (const record of records) {
    const { callId, node } = record;
    if (node !== null && carriers?.awaited.has(node) === true) continue;
    const seen = carriers && isCarried(record, carriers) ? await unseen(tables, callId, atMs, carriers) : [];
    if (seen.length > 0) endings.push(...seen);
    else endings.push(lost(callId, Math.min(heard.get(callId) ?? atMs, atMs)));
  }
  return endings;
}

/** The exchange that is there now carried the call. */
function isCarried({ node, arrivedMs }: CallRecord, { sinceMs }: Carriers): boolean {
  // Where there is one exchange, it has no name in a record.
  const [only] = sinceMs.values();
  const runsSinceMs = node === null ? only : sinceMs.get(node);
  return runsSinceMs !== undefined && arrivedMs >= runsSinceMs;
}

async function unseen(
  tables: Pick<Tables, 'timeline'>,
  callId: string,
  nowMs: number,
  { endsMs, isHandOver }: Carriers,
): Promise<readonly CallEntry[]> {
  // A call has the name of its caller's channel.
  const knownMs = endsMs.get(callId);
  return unseenEnd(callId, await tables.timeline(callId), {
    ...{ nowMs, knownMs, guessMs: isHandOver ? nowMs : undefined },
  });
}

const lost = (callId: string, atMs: number): CallEntry => ({
  ...{ kind: 'callEnded', callId, outcome: 'node_failure', where: null, by: 'system', atMs },
});
