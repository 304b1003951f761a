import { shapes } from '../flow/index.ts';
import { ERRAND_ACTS, ruleOf } from './errands.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { WrittenAct } from './test-shape.ts';

/** What a caller can do, and what can become of an errand; to expect something is not among it. */
export type Act = Omit<WrittenAct, 'expect'>;

/** The caller does it. What becomes of an errand that is not under way is passed over. */
export function perform(rehearsal: Rehearsal, act: Act): void {
  const { press, silence, hangup, held } = act;
  const ending = endingIn(act);
  if (press !== undefined) rehearsal.press(press);
  else if (silence !== undefined) rehearsal.silence(shapes.durationMs(silence, 0));
  else if (hangup === true) rehearsal.hangUp();
  else if (held === true) rehearsal.hold();
  else if (ending === undefined) rehearsal.hear();
  else if (isUnderWay(rehearsal, ending.word)) rehearsal.endErrand(ending.outcome, act.slots);
}

/** What an act says of an errand; undefined when it is about something else. */
export function endingIn(act: Act): { readonly word: string; readonly outcome: string } | undefined {
  const found = Object.entries(act).find(([word]) => Object.hasOwn(ERRAND_ACTS, word));
  return found === undefined ? undefined : { word: found[0], outcome: String(found[1]) };
}

/** Whether an errand is under way that can end in these words. */
export const isUnderWay = ({ errand }: Rehearsal, word: string): boolean =>
  errand !== null && ruleOf(errand).act === word;

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
