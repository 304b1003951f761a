import { record as map, maybe, oneOf } from '../schema.ts';
import { keyValue, prompts, several, wordOfKey } from '../schema-steps.ts';
import type { Run } from '../step-acts.ts';
import { stepKind } from '../step-kind.ts';

/** So long a caller who was told of the recording may still refuse it. */
const REFUSAL_MS = 3_000;

const to = oneOf('what the recording does', ['start', 'stop', 'pause', 'resume']);

/**
 * Switches the recording of the call. Before it starts the caller may be told of it; a key may refuse it, and a key
 * that was pressed before is neither a yes nor a no.
 */
export const record = stepKind({
  kind: 'record',
  about: 'switches the recording of the call',
  example: { to: 'start', notice: 'hello', refuse: 'star' },
  shape: map({ to, notice: maybe(prompts), refuse: maybe(keyValue) }),
  short: { scalar: { key: 'to', shape: to } },
  resume: 'again',
  answered: true,
  ends: false,
  inherits: ['refused'],
  instant: ({ notice }) => notice === undefined,
  outcomes: ({ refuse }) => [
    { name: 'done', must: true },
    ...(refuse === undefined ? [] : [{ name: 'refused', must: true, byCaller: true }]),
  ],
  acts({ to: wanted, notice, refuse }, check) {
    const told = several(notice ?? []);
    check.prompts(told, ['notice']);
    if (wanted !== 'start' && notice !== undefined) {
      const complaint = {
        say: `who hears "notice" thinks that it starts`,
        hint: 'leave it out, or write to: start',
      };
      check.wrong(['notice'], { code: 'WRONG_VALUE', ...complaint }, 'key');
    }
    if (refuse !== undefined && notice === undefined) {
      const hint = 'add "notice": what is recorded, and which key refuses it';
      check.wrong(['refuse'], { code: 'MISSING_KEY', say: 'nobody knows of this key', hint }, 'key');
    }
    const script = [{ language: null, items: told.map((name) => ({ kind: 'prompt', name }) as const) }];
    const wish = (run: Run, to: typeof wanted): void =>
      run.emit({ kind: 'wish', visit: run.state.visit, wish: { kind: 'record', to } });
    const start = (run: Run): void => {
      wish(run, wanted);
      run.leave('done');
    };
    return {
      enter(run) {
        run.answer();
        if (told.length === 0) return start(run);
        run.dropEarly();
        run.say();
      },
      script: () => script,
      said(run) {
        if (refuse === undefined) start(run);
        else run.listen(REFUSAL_MS);
      },
      silence: start,
      digit(run, digit) {
        if (refuse === undefined) return run.keepEarly(digit);
        run.take(digit, false);
        if (wordOfKey(digit) !== String(refuse)) return;
        // A queue that records all its talks leaves this one out.
        wish(run, 'stop');
        run.leave('refused');
      },
    };
  },
});
