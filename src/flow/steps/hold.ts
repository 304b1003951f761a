import { duration, durationMs, maybe, name, record } from '../schema.ts';
import { keyValue, wordOfKey } from '../schema-steps.ts';
import { stepKind } from '../step-kind.ts';

const HOUR_MS = 3_600_000;
const time = duration('the time', 1_000, HOUR_MS);

/** Lets the caller hear music for a time; a key may end it. */
export const hold = stepKind({
  kind: 'hold',
  about: 'lets the caller hear music for a time',
  example: { for: '30s', music: 'jazz', key: 1 },
  shape: record({ for: time, music: maybe(name('a music class')), key: maybe(keyValue) }),
  short: { scalar: { key: 'for', shape: time } },
  resume: 'ask',
  answered: true,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: ({ key }) => [
    { name: 'done', must: true },
    ...(key === undefined ? [] : [{ name: 'pressed', must: true, byCaller: true }]),
  ],
  acts: ({ for: written, music, key }) => ({
    enter(run) {
      run.answer();
      const forMs = durationMs(written, HOUR_MS);
      run.sendErrand({ kind: 'hold', music: music ?? 'default', forMs }, forMs);
    },
    digit(run, digit) {
      if (wordOfKey(digit) !== String(key)) return run.keepEarly(digit);
      run.take(digit, false);
      run.leave('pressed');
    },
    errandEnded(run, result) {
      if (result.kind === 'hold') run.leave('done');
    },
  }),
});
