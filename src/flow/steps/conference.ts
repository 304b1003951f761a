import { duration, durationMs, flag, maybe, name, record } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

const HOUR_MS = 3_600_000;
const room = name('a room');

/** Puts the caller into a room with all who are in it. The caller leaves it by the star. */
export const conference = stepKind({
  kind: 'conference',
  about: 'puts the caller into a room with all who are in it',
  example: { room: 'lobby', longest: '30m' },
  shape: record({
    room,
    leads: maybe(flag('whether the room ends with this caller')),
    longest: maybe(duration('the longest stay', 60_000, 12 * HOUR_MS)),
  }),
  short: { scalar: { key: 'room', shape: room } },
  resume: 'ask',
  answered: true,
  ends: true,
  inherits: ['full'],
  instant: () => false,
  outcomes: () => [
    { name: 'left', must: true, byCaller: true, or: 'done' },
    { name: 'ended', must: true, or: 'done' },
    { name: 'done', must: false },
    { name: 'full', must: true, instant: true },
  ],
  acts: ({ room: into, leads, longest }) => ({
    enter(run) {
      run.answer();
      run.dropEarly();
      const longestMs = durationMs(longest, HOUR_MS);
      run.sendErrand({ kind: 'conference', room: into, leads: leads ?? false, longestMs }, longestMs);
    },
    digit(run, digit) {
      run.take(digit, false);
      if (digit === '*') run.leave('left');
    },
    errandEnded(run, result) {
      if (result.kind === 'conference') run.leave(result.outcome);
    },
  }),
});
