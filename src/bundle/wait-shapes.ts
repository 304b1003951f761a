import { keyValue, keyWord, prompts, shapes } from '../flow/index.ts';

const { duration, flag, listOf, maybe, name, named, oneOf, record } = shapes;

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

/** `recording` of a queue: whether its talks are recorded, and what callers hear of that. */
export const recordingShape = record({
  mode: oneOf('whether the talks of the queue are recorded', ['all', 'never']),
  notice: maybe(prompts),
});

export type WrittenRecording = ReturnType<typeof recordingShape.parse>;
