import { name, record } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

const scheduleName = name('a schedule');

/** Goes on by the opening hours of this moment. What is not said of holidays and emergencies is as when closed. */
export const schedule = stepKind({
  kind: 'schedule',
  about: 'goes on by opening hours',
  shape: record({ name: scheduleName }),
  short: { scalar: { key: 'name', shape: scheduleName } },
  resume: 'again',
  answered: false,
  ends: false,
  inherits: ['closed', 'holiday', 'emergency'],
  instant: () => true,
  outcomes: () => [
    { name: 'open', must: true },
    { name: 'closed', must: true },
    { name: 'holiday', must: false, or: 'closed' },
    { name: 'emergency', must: false, or: 'closed' },
  ],
  acts(params, check) {
    check.schedule(params.name, ['name']);
    return {
      enter: (run) => run.emit({ kind: 'ask', question: { about: 'schedule', name: params.name } }),
      told(run, fact) {
        if (fact.about !== 'schedule') return;
        if (fact.state === null) run.fail(`nothing is known of the hours of "${params.name}" at this time`);
        else run.leave(fact.state);
      },
    };
  },
});
