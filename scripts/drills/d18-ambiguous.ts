import type { FaultyLine } from '../../test/kit/faulty-line/index.ts';
import type { PhoneEvent } from '../../test/kit/phones/index.ts';
import type { Drill, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import { carryCalls, freeAll, storiesOf } from './talk-traffic.ts';

const OPERATORS = 10;
/** Every caller hears a prompt before the queue. */
const GREETING = {
  flow: 'crowd',
  languages: ['en'],
  start: 'greet',
  steps: {
    greet: { play: 'goodbye', next: 'wait' },
    wait: { queue: 'crowd', on: { error: 'end', timeout: 'end', full: 'end', unstaffed: 'end' } },
    end: { hangup: 'congestion' },
  },
};
const FILES = [['crowd.flow.yaml', JSON.stringify(GREETING)]] as const;

/** Asterisk does what it is asked for, and the connection is cut before it has said so. */
export const ambiguous: Drill = {
  id: 'D18',
  title: 'requests are carried out, and their answers are cut off',
  promise: 'Each is carried out once: no phone rings twice, no prompt is heard twice, and every call is served.',
  run: () => ambiguousRequests({ calls: 60, operators: OPERATORS }),
};

/** The same with so many calls. */
export const ambiguousRequests = (size: { readonly calls: number; readonly operators: number }): Promise<DrillRun> =>
  onFaultyLine({ waiting: 0, talking: size.operators }, (faulty) => carriedOnce(faulty, size.calls), FILES);

async function carriedOnce({ standard, line }: FaultyLoad, calls: number): Promise<DrillRun> {
  const { diary } = standard;
  await freeAll(standard);
  const seen = diary.events.length;
  line.cutFirstAnswers();
  const traffic = { calls, everyMs: 400, talkMs: 1_000, prefix: '+7703' };
  const { numbers, servedMsMax, faults: unserved } = await carryCalls(standard, traffic);
  line.heal();
  const { faults: untold } = await storiesOf(standard, numbers);
  const faults = [...unserved, ...untold];
  const events = diary.events.slice(seen);
  for (const number of numbers) faults.push(...notOnce(number, events));
  faults.push(...heardTwice(line), ...(await standard.end()));
  const { answersCut } = line.counts.requests;
  return {
    evidence: answersCut === 0 ? [] : [`${answersCut} answers were cut off in ${calls} calls`],
    figures: [
      { what: 'answers cut off for each call', value: answersCut / calls, unit: 'answers', atLeast: 5 },
      { what: 'until an operator is there, at most', value: servedMsMax / 1_000, unit: 's', atMost: 10 },
    ],
    faults,
  };
}

function notOnce(number: string, events: readonly PhoneEvent[]): readonly string[] {
  return (['rang', 'connected'] as const).flatMap((kind) => {
    const count = events.filter((event) => event.kind === kind && event.peer === number).length;
    return count === 1 ? [] : [`${number}: phones ${kind} ${count} times`];
  });
}

/** Asterisk takes the same playback twice without a word: so it must be asked once only. */
function heardTwice(line: FaultyLine): readonly string[] {
  const counts = new Map<string, number>();
  for (const { what, status } of line.counts.requests.seen)
    if (status === 201 && /\/play\//.test(what)) counts.set(what, (counts.get(what) ?? 0) + 1);
  const twice = [...counts].filter(([, count]) => count > 1).map(([what]) => `heard twice: ${what}`);
  return counts.size === 0 ? ['no prompt was heard at all'] : twice;
}
