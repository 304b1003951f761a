import { filledIn, LOGGED } from '../fill-template.ts';
import { duration, durationMs, maybe, record, text } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

const DIGITS = /^[0-9*#A-Dw]{1,60}$/;
const PAUSE_MS = 500;

const digits = text('the digits', 200);

/** Sends digits as tones to the caller's side, for a machine that listens there. "w" is half a second of silence. */
export const sendDigits = stepKind({
  kind: 'send_digits',
  about: "sends digits as tones to the caller's side",
  example: { digits: '12w{{ dialled }}#', tone: '80ms', gap: '80ms' },
  shape: record({
    digits,
    tone: maybe(duration('the length of a tone', 40, 1_000)),
    gap: maybe(duration('the silence between two tones', 40, 1_000)),
  }),
  short: { scalar: { key: 'digits', shape: digits } },
  resume: 'ask',
  answered: true,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: () => [{ name: 'done', must: true }],
  acts({ digits: written, tone, gap }, check) {
    const template = check.template(written, ['digits'], { leak: LOGGED });
    const isFixed = template.length > 0 && template.every((part) => typeof part === 'string');
    if (isFixed && !DIGITS.test(written)) {
      const hint = 'write 0 to 9, *, #, A to D, and w for half a second of silence';
      check.wrong(['digits'], { code: 'WRONG_VALUE', say: 'these are no digits that can be sent', hint });
    }
    const [toneMs, gapMs] = [durationMs(tone, 100), durationMs(gap, 100)];
    return {
      enter(run) {
        run.answer();
        const sent = filledIn(template, run, String);
        if (run.left) return;
        if (!DIGITS.test(sent)) return run.fail(`"${run.stepName}": these are no digits that can be sent`);
        const limitMs = sent.length * (toneMs + gapMs + PAUSE_MS);
        run.sendErrand({ kind: 'send_digits', digits: sent, toneMs, gapMs }, limitMs);
      },
      errandEnded(run, result) {
        if (result.kind === 'send_digits') run.leave('done');
      },
    };
  },
});
