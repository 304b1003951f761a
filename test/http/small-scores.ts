import type { ScoresDesk, ScoreWish } from '../../src/http/index.ts';
import type { Score, ScoreQuery } from '../../src/journal/index.ts';
import type { Scorecard } from '../../src/quality/index.ts';

/** A form of three questions, for calls of sales. */
export const talkForm: Scorecard = {
  name: 'talk',
  version: '1',
  title: { en: 'Talk' },
  queues: ['sales'],
  sections: [
    {
      ...{ name: 'opening', title: { en: 'Opening' }, weight: null },
      questions: [
        {
          ...{ name: 'greeted', kind: 'yes_no', title: { en: 'Greeted?' } },
          ...{ weight: 1, isCritical: false, isOptional: false },
        },
        {
          ...{ name: 'tone', kind: 'scale', title: { en: 'Friendly?' } },
          ...{ weight: 3, isCritical: false, isOptional: false },
        },
      ],
    },
  ],
};

export const given: Score = {
  ...{ scoreId: 7, atMs: 500, callId: 'c1', form: 'talk', version: '1', by: 'supervisor olga' },
  ...{ operator: 'anna', queue: 'sales', percent: 81.3, failed: [] },
  answers: [
    { question: 'greeted', answer: true, points: 25, of: 25 },
    { question: 'tone', answer: 4, points: 56.25, of: 75 },
  ],
  comment: 'ask for the order sooner',
  remarks: [{ recordingId: 'c1-2', atMs: 65_000, text: 'a long silence' }],
};

/** Notes what is asked of it; has one score. */
export class SmallScoresDesk implements ScoresDesk {
  readonly asked: unknown[] = [];
  scores: readonly Score[] = [given];

  async list(query: ScoreQuery): Promise<readonly Score[]> {
    this.asked.push(query);
    return this.scores;
  }

  async give(wish: ScoreWish, by: string): Promise<Score> {
    this.asked.push([wish, by]);
    return given;
  }

  async eraseOf(caller: string, by: string): Promise<number> {
    this.asked.push([caller, by]);
    return 2;
  }
}
