import {
  ANYBODY,
  MUSIC_ALONE,
  type Needs,
  parseNeeds,
  type QueueRules,
  RECORDED_BY_FLOW,
  type Stage,
} from '../../src/routing/index.ts';

/** Needs from their text; wrong ones are a mistake of the test. */
export function needs(text: string): Needs {
  const parsed = parseNeeds(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.say}`);
  return parsed.needs;
}

/** A widening to these needs. */
export function stage(afterMs: number, text: string, changes: Partial<Stage> = {}): Stage {
  return { afterMs, needs: needs(text), prefersEarlier: false, class: null, ringGroup: null, ...changes };
}

/** A queue that asks for nothing, changed as the test wishes. */
export function queue(id: string, changes: Partial<QueueRules> = {}): QueueRules {
  return {
    id,
    title: { en: id },
    must: ANYBODY,
    needs: ANYBODY,
    stages: [],
    class: 5,
    strategy: 'longest_idle',
    spread: null,
    ringGroup: 1,
    stickyMs: 0,
    skipUnstaffed: false,
    ringMs: 20_000,
    missedLimit: 1,
    autoAnswer: false,
    wrapUpMs: 0,
    wrapUpMsMax: 120_000,
    music: 'default',
    wait: MUSIC_ALONE,
    recording: RECORDED_BY_FLOW,
    waitingMax: 100,
    waitMsMax: 600_000,
    unstaffedMs: null,
    ...changes,
  };
}
