import type { FaultyLine } from '../../test/kit/faulty-line/index.ts';
import type { PhoneEvent } from '../../test/kit/phones/index.ts';
import type { Drill, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine, WITH_GREETING } from './faulty-load.ts';
import { carryCalls, freeAll, storiesOf } from './talk-traffic.ts';

const OPERATORS = 10;
const CALLS = 60;

/** Asterisk does what it is asked for, and the connection is cut before it has said so. */
export const ambiguous: Drill = {
  id: 'D18',
  title: 'requests are carried out, and their answers are cut off',
  promise:
    'Each is carried out once: no phone rings twice, no prompt is heard twice, and every call is served.',
  load: { instead: `${CALLS} calls to ${OPERATORS} operators` },
  run: () =>
    onFaultyLine({ waiting: 0, talking: OPERATORS }, (faulty) => carriedOnce(faulty, CALLS), WITH_GREETING),
};

/** So many calls on such a line. */
export async function carriedOnce({ standard, line }: FaultyLoad, calls: number): Promise<DrillRun> {
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

/** A phone that is busy with the end of its last call refuses, and the next one rings. */
function notOnce(number: string, events: readonly PhoneEvent[]): readonly string[] {
  const count = (kind: PhoneEvent['kind']): number =>
    events.filter((event) => event.kind === kind && event.peer === number).length;
  const [rang, connected] = [count('rang') - count('refused'), count('connected')];
  return rang === 1 && connected === 1
    ? []
    : [`${number}: phones rang ${rang} times, ${connected} were connected`];
}

/** Asterisk takes the same playback twice without a word: so it must be asked once only. */
function heardTwice(line: FaultyLine): readonly string[] {
  const counts = new Map<string, number>();
  for (const { what, status } of line.counts.requests.seen)
    if (status === 201 && /\/play\//.test(what)) counts.set(what, (counts.get(what) ?? 0) + 1);
  const twice = [...counts].filter(([, count]) => count > 1).map(([what]) => `heard twice: ${what}`);
  return counts.size === 0 ? ['no prompt was heard at all'] : twice;
}
