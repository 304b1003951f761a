import type { Holder } from '../access/index.ts';
import { Failure } from '../base/index.ts';
import type { CallStory } from '../journal/index.ts';
import { requireAllQueues, requireQueue } from './rights.ts';

/** Who talked, and for which queue; null: for none, as in an operator's own call. */
type Talk = { readonly operator: string; readonly queue: string | null };

/**
 * The talk that is to be scored: the last one of the operator, or of the call. Throws `Failure` CALL_NOT_SCORABLE for a
 * call that goes on or in which nobody talked so, and FORBIDDEN for a queue that is not the supervisor's.
 */
export function talkToScore(holder: Holder, story: CallStory, operator: string | undefined): Talk {
  const { callId, outcome } = story.record;
  const talks = talksIn(story);
  const talk = talks.findLast((each) => operator === undefined || each.operator === operator);
  if (outcome === null) throw new Failure('CALL_NOT_SCORABLE', { callId, why: 'it goes on' });
  if (talk === undefined) {
    const who = operator === undefined ? 'no operator' : operator;
    throw new Failure('CALL_NOT_SCORABLE', { callId, why: `${who} has not talked in it` });
  }
  if (talk.queue === null) requireAllQueues(holder);
  else requireQueue(holder, talk.queue);
  return talk;
}

/** Of an old call the timeline is gone, and the record tells the last talk. */
function talksIn({ record, timeline }: CallStory): readonly Talk[] {
  const { direction, operator, queue, talkMs } = record;
  if (direction !== 'incoming') return operator === null || talkMs === 0 ? [] : [{ operator, queue: null }];
  const talks: Talk[] = [];
  let waited: string | null = null;
  for (const entry of timeline) {
    if (entry.kind === 'queueEntered') waited = entry.queue;
    if (entry.kind === 'talkBegan') talks.push({ operator: entry.operator, queue: waited });
  }
  return talks.length > 0 || operator === null ? talks : [{ operator, queue }];
}
