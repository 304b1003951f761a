import type { EdgeDesk } from './edge-desk.ts';
import type { Visit } from './visit.ts';

/** Whoever called is let go, with the words of whoever ended it. */
export function endVisit(desk: EdgeDesk, visit: Visit, reason: string): void {
  const { near, far } = visit;
  desk.want({ kind: 'end', legId: near.legId, reason });
  for (const { legId } of far) desk.want({ kind: 'end', legId, reason });
  desk.forget(visit);
}
