import { describe, expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { KNOWING, LOOKING, MEMORY, OPENING } from './fact-transcripts.ts';
import { SAYING } from './spoken-transcripts.ts';
import { ANSWERING, CHOOSING, DECIDING, FAILING, PLAYING, QUEUEING, TYPING } from './transcripts.ts';

const OTHER = {
  'schedules.yaml': 'schedules:\n  office: { zone: UTC, hours: { mon-fri: 09:00-17:00 } }\n',
  'other.flow.yaml':
    'flow: other\nlanguages: [ru]\nstart: hi\nsteps:\n  hi: { play: hello, next: end }\n  end: { hangup: { outcome: closed } }\n',
};

describe.each([
  ['telling', PLAYING],
  ['saying', SAYING],
  ['choosing', CHOOSING],
  ['typing', TYPING],
  ['answering', ANSWERING],
  ['deciding', DECIDING],
  ['opening', OPENING],
  ['remembering', MEMORY],
  ['looking at a queue', LOOKING],
  ['knowing', KNOWING],
  ['failing', FAILING],
  ['queueing', QUEUEING],
] as const)('%s', (_, cases) => {
  test.each(cases)('%s', (_name, main, act, transcript) => {
    for (const forgetful of [false, true]) {
      const caller = new TestCaller(flowsOf(main, OTHER), {
        dialled: main.includes('int(dialled)') ? '0' : '100',
      });
      caller.forgetful = forgetful;
      act(caller);
      expect(caller.transcript).toEqual(transcript);
    }
  });
});
