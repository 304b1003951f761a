import { type AlarmView, clockText, type Finding } from './alarm.ts';

/** Under this share of the limit it is well again. */
const WELL_SHARE = 0.8;

/** Somebody has waited for longer than the queue allows. */
export function longestWait({ board, rules }: AlarmView): readonly Finding[] {
  return board.queues.flatMap(({ id: queue, waiting, signedInCount }) => {
    const limitMs = rules.get(queue)?.waitMs ?? null;
    if (limitMs === null) return [];
    const waitMs = waiting.reduce((longest, { ageMs }) => Math.max(longest, ageMs), 0);
    const verdict = waitMs > limitMs ? 'bad' : waitMs < limitMs * WELL_SHARE ? 'good' : 'between';
    const say =
      `${queue}: the longest wait is ${clockText(waitMs)}, more than ${clockText(limitMs)}, with ` +
      `${waiting.length} waiting and ${signedInCount} signed in: call more operators in, or move callers to ` +
      'another queue';
    return [{ id: `longest_wait ${queue}`, kind: 'longest_wait', queue, verdict, say }];
  });
}
