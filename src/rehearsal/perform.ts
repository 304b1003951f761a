import { shapes } from '../flow/index.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { WrittenAct } from './test-shape.ts';

/** What a caller can do; to expect something is not among it. */
export type Act = Omit<WrittenAct, 'expect'>;

/** The caller does it. */
export function perform(rehearsal: Rehearsal, { press, silence, hangup }: Act): void {
  if (press !== undefined) rehearsal.press(press);
  else if (silence !== undefined) rehearsal.silence(shapes.durationMs(silence, 0));
  else if (hangup === true) rehearsal.hangUp();
  else rehearsal.hear();
}

/** Ends the visits of each queue as a list says, in its order; after the last the caller waits. */
export function endsInOrder(
  queues: ReadonlyMap<string, readonly string[]>,
): (queue: string) => string | null {
  const visits = new Map<string, number>();
  return (queue) => {
    const visit = visits.get(queue) ?? 0;
    visits.set(queue, visit + 1);
    return queues.get(queue)?.[visit] ?? null;
  };
}
