import type { CallRecord, CallStory, Entry } from '../journal/index.ts';
import type { BoardOperator, WhyOthers, WhyWaiting } from '../switchboard/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, WrongUsage } from './command.ts';
import { entryInWords, seconds, timeOfDay } from './entry-in-words.ts';

/** The operators, their states and phones. */
export const operators: Command = {
  usage: '',
  say: 'who works, and in which state',
  wordsMax: 0,
  async run({ isJson, print, settings }) {
    const { operators: all } = (await askApi(settings(), '/api/v1/board')) as {
      operators: readonly BoardOperator[];
    };
    if (isJson) print(JSON.stringify(all));
    else
      for (const { id, name, presence, reason, unit, phone } of all) {
        const why = reason === null ? '' : ` (${reason})`;
        print(
          `${id.padEnd(16)} ${name.padEnd(24)} ${`${presence}${why}`.padEnd(20)} ${unit.padEnd(8)} phone ${phone}`,
        );
      }
    return 0;
  },
};

/** The last calls, newest first. */
export const calls: Command = {
  usage: '',
  say: 'the last 20 calls, newest first',
  wordsMax: 0,
  async run({ isJson, print, settings }) {
    const { calls: all } = (await askApi(settings(), '/api/v1/calls?limit=20')) as {
      calls: readonly CallRecord[];
    };
    if (isJson) print(JSON.stringify(all));
    else for (const call of all) print(callInWords(call));
    return 0;
  },
};

function callInWords(call: CallRecord): string {
  const what = [
    call.queue && `queue ${call.queue}, waited ${seconds(call.waitMs)}`,
    call.operator && `${call.operator}, ${seconds(call.talkMs)}`,
  ];
  const details = what.filter(Boolean).join('; ');
  const outcome = call.outcome ?? 'going on';
  const who = `${call.callId.padEnd(20)} ${call.caller.padEnd(14)}`;
  return `${timeOfDay(call.arrivedMs)} ${who} ${outcome.padEnd(12)} ${details}`;
}

/** One call with everything that happened to it, in sentences. */
export const explain: Command = {
  usage: 'CALL',
  say: 'everything that happened to one call, and why',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const [callId] = words;
    if (callId === undefined) throw new WrongUsage('which call? ./cordboard calls lists the last ones');
    const story = (await askApi(settings(), `/api/v1/calls/${encodeURIComponent(callId)}`)) as Story;
    if (isJson) print(JSON.stringify(story));
    else for (const line of [...happened(story), ...stillWaiting(story)]) print(line);
    return 0;
  },
};

type Story = Pick<CallStory, 'record'> & {
  readonly timeline: readonly (Entry & { readonly others?: WhyOthers })[];
  readonly waiting: WhyWaiting | null;
};

const happened = ({ timeline }: Story): readonly string[] =>
  timeline.flatMap((entry) => [
    `${timeOfDay(entry.atMs)} ${entryInWords(entry)}`,
    ...(entry.others ?? []).map(({ operator, why }) => `${' '.repeat(15)}${operator} ${why}`),
  ]);

/** Why nobody has taken the call yet: operator by operator. */
function stillWaiting({ waiting }: Story): readonly string[] {
  if (waiting === null) return [];
  const { operators, estimate } = waiting;
  const expected =
    estimate === null
      ? 'nobody who is signed in could take the call'
      : `half of such callers wait less than ${seconds(estimate.p50Ms)} more, ` +
        `nine of ten less than ${seconds(estimate.p90Ms)}`;
  return [`still waiting: ${expected}`, ...operators.map(({ operator, why }) => `  ${operator} ${why}`)];
}
