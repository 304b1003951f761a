import { duration, durationMs, maybe, name, record } from '../schema.ts';
import { prompts, several } from '../schema-steps.ts';
import { stepKind } from '../step-kind.ts';

const LONGEST_MS = 600_000;
const box = name('a box for messages');

/**
 * Takes a message for a box. It ends by a silence, a key, or when it is too long. Most callers end it by hanging up:
 * their message is kept as well, and what stands behind `hangup` is done for it.
 */
export const voicemail = stepKind({
  kind: 'voicemail',
  about: 'takes a message for a box',
  example: { box: 'help', greeting: 'hello', longest: '2m', silence: '4s' },
  shape: record({
    box,
    greeting: maybe(prompts),
    longest: maybe(duration('the longest message', 5_000, LONGEST_MS)),
    silence: maybe(duration('the silence that ends it', 1_000, 30_000)),
  }),
  short: { scalar: { key: 'box', shape: box } },
  resume: 'ask',
  answered: true,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: () => [
    { name: 'saved', must: true, byCaller: true, or: 'done' },
    { name: 'empty', must: true, or: 'done' },
    { name: 'done', must: false },
    { name: 'hangup', must: false, byCaller: true, gone: true },
  ],
  acts({ box: into, greeting: written = [], longest, silence }, check) {
    const greeting = several(written);
    check.prompts(greeting, ['greeting']);
    const longestMs = durationMs(longest, 180_000);
    const message = {
      kind: 'voicemail',
      box: into,
      longestMs,
      silenceMs: durationMs(silence, 5_000),
    } as const;
    const script = [
      { language: null, items: greeting.map((one) => ({ kind: 'prompt', name: one }) as const) },
    ];
    return {
      enter(run) {
        run.answer();
        run.dropEarly();
        run.say();
      },
      script: () => (greeting.length === 0 ? [] : script),
      said: (run) => run.sendErrand(message, longestMs),
      // A key ends the greeting: who has called before knows it. Behind it the exchange listens.
      digit(run) {
        if (run.state.saying !== null) run.sendErrand(message, longestMs);
      },
      errandEnded(run, result) {
        if (result.kind === 'voicemail') run.leave(result.outcome);
      },
    };
  },
});
