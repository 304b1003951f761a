import { runTests } from './by-tests.ts';
import type { Drill } from './drill.ts';
import { together } from './together.ts';

/** Hang-ups at every moment around an offer, an answer and a talk. */
export const hangUpRaces: Drill = {
  id: 'D20',
  title: 'somebody hangs up at every 20 ms around offer, answer and talk',
  promise:
    'No phone rings for who has gone, nobody is joined with who has gone, and operators are free when it is over.',
  load: { instead: 'tests with a few calls' },
  run: () =>
    runTests({
      ...{ project: 'asterisk', files: ['test/asterisk/races.test.ts', 'test/asterisk/hang-ups.test.ts'] },
      ...{ times: 20, atLeast: 1_000, of: 'races' },
    }),
};

/** Two phones of one offer are answered in the same moment. */
export const doubleAnswer: Drill = {
  id: 'D21',
  title: 'two phones that ring for one caller are answered at once',
  promise: 'One of them has the caller, the other is let go.',
  load: { instead: 'tests with a few calls' },
  run: () =>
    runTests({
      ...{
        project: 'asterisk',
        files: ['test/asterisk/at-once.test.ts', 'test/asterisk/several-phones.test.ts'],
      },
      ...{ named: 'answer at once', times: 3, atLeast: 500, of: 'double answers' },
    }),
};

/** Two callers of two queues meet one operator, who may just dial out. */
export const oneForTwo: Drill = {
  id: 'D22',
  title: 'two callers come to one operator at once, who dials out at that moment',
  promise: 'The operator has one of them, and the other keeps the place.',
  load: { instead: 'tests with a few calls' },
  run: async () => {
    const named = 'two callers come to two queues of one operator';
    const free = await runTests({
      ...{ project: 'asterisk', files: ['test/asterisk/at-once.test.ts'], named },
      ...{ times: 10, atLeast: 1_000, of: 'meetings' },
    });
    const dialling = await runTests({
      ...{ project: 'asterisk', files: ['test/asterisk/dial-out-races.test.ts'], named },
      ...{ atLeast: 100, of: 'meetings with an operator who dialled out' },
    });
    return together(free, dialling);
  },
};

/** Summer time, midnight, the leap day. */
export const hours: Drill = {
  id: 'D33',
  title: 'a schedule at the change to summer time and back, at midnight, on the leap day',
  promise:
    'It is open and closed by the clock on the wall of its own zone, and who is in the line is served on.',
  load: { instead: 'unit tests' },
  run: () =>
    runTests({
      project: 'unit',
      files: ['test/schedules', 'test/switchboard/hours.test.ts', 'test/flow/schedule.test.ts'],
      ...{ atLeast: 30, of: 'boundaries' },
    }),
};
