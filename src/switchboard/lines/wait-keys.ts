import type { VisitOutcome } from '../../journal/index.ts';
import type { Call, Visit } from '../call.ts';
import type { Desk } from '../desk.ts';
import { runStep } from '../flows/flow-driver.ts';
import { toggleQuiet } from './announcements.ts';
import { leaveQueue } from './waiting.ts';

/** Outcomes of a step that the books know by the same name; every other one is a way to have left. */
const IN_BOOKS: ReadonlySet<string> = new Set<VisitOutcome>(['timeout', 'left', 'callback', 'voicemail']);

/** A waiting caller presses a key: out of the line, nothing more to be told, or nothing at all. */
export function keyInLine(desk: Desk, call: Call, visit: Visit, digit: string): void {
  const { keys, quietKey } = visit.queue.wait;
  const outcome = Object.hasOwn(keys, digit) ? keys[digit] : undefined;
  if (outcome === undefined && digit !== quietKey) return;
  desk.write({ kind: 'digitPressed', callId: call.id, digit });
  if (outcome === undefined) return toggleQuiet(desk, call, visit);
  leaveQueue(desk, call, IN_BOOKS.has(outcome) ? (outcome as VisitOutcome) : 'left');
  runStep(desk, call, { kind: 'queueEnded', outcome });
}
