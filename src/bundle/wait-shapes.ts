import { keyValue, keyWord, prompts, shapes } from '../flow/index.ts';

const { duration, flag, leaf, listOf, maybe, name, named, oneOf, record } = shapes;

const HOUR_MS = 3_600_000;
const first = maybe(duration('the time of the first', 1_000, HOUR_MS));
const every = maybe(duration('the time between two', 10_000, HOUR_MS));

/** `wait` of a queue: what callers hear while they wait, and what they may press. */
export const waitShape = record({
  music: maybe(name('a music class')),
  announce: maybe(
    record({
      position: maybe(record({ first, every })),
      estimate: maybe(flag('whether it is told how long it will take')),
      messages: maybe(listOf(record({ first, every, play: prompts }), 1, 10)),
    }),
  ),
  keys: maybe(named(keyWord, name('an outcome'))),
  quiet: maybe(keyValue),
  redial: maybe(duration('the time to call again', 1_000, HOUR_MS)),
});

export type WrittenWait = ReturnType<typeof waitShape.parse>;

const days = leaf<string>(
  {
    type: 'string',
    pattern: '^[1-9][0-9]{0,3}d$',
    description: 'so long they are kept, in days, such as 180d',
  },
  (value) => {
    if (typeof value === 'string' && /^[1-9]\d{0,3}d$/.test(value)) return undefined;
    return {
      code: 'WRONG_VALUE',
      say: 'a number of days is wanted',
      hint: 'write 1d to 9999d, such as 180d',
    };
  },
);

/** `recording` of a queue: whether its talks are recorded, and what callers hear of that, how long they are kept. */
export const recordingShape = record({
  mode: maybe(oneOf('whether the talks of the queue are recorded', ['all', 'never'])),
  notice: maybe(prompts),
  retention: maybe(days),
});

export type WrittenRecording = ReturnType<typeof recordingShape.parse>;
