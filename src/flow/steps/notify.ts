import { LOGGED } from '../fill-template.ts';
import { bodyShape } from '../http-body.ts';
import { headersShape } from '../http-headers.ts';
import { requestMaker } from '../http-request.ts';
import { leaf, listOf, maybe, type Of, oneOf, record, type Shape, text, textComplaint } from '../schema.ts';
import type { Run, StepActs } from '../step-acts.ts';
import type { StepCheck } from '../step-check.ts';
import { stepKind } from '../step-kind.ts';
import { filled } from '../template.ts';
import type { Notice } from '../wish.ts';

const SUBJECT_MAX = 200;
const TEXT_MAX = 4_000;
const ADDRESS = /^[^\s@<>,;"]{1,64}@[a-z0-9.-]{1,190}$/i;

const address: Shape<string> = leaf(
  { type: 'string', format: 'email', description: 'an e-mail address' },
  (value) =>
    typeof value !== 'string' || ADDRESS.test(value)
      ? textComplaint(value)
      : { code: 'WRONG_VALUE', say: 'this is no e-mail address', hint: 'write one such as help@crm.example' },
);

const shape = record({
  url: maybe(text('the URL', 1_000)),
  headers: maybe(headersShape),
  body: maybe(bodyShape),
  email: maybe(listOf(address, 1, 10)),
  case: maybe(oneOf('what becomes of the case', ['open', 'update'])),
  subject: maybe(text('the subject', SUBJECT_MAX)),
  text: maybe(text('the text', 1_000)),
});

type Params = Of<typeof shape>;

const WAYS = ['url', 'email', 'case'] as const;
/** What may stand beside each way. */
const BESIDE = { url: ['headers', 'body'], email: ['subject', 'text'], case: ['subject', 'text'] } as const;

/**
 * Tells somebody of the call: a server, people by e-mail, or the case of the caller. It is sent beside the call and
 * again until it has arrived, so no caller waits for it; it may stand behind `on_hangup`.
 */
export const notify = stepKind({
  kind: 'notify',
  about: 'tells a server, people by e-mail, or the case of the caller',
  example: {
    email: ['help@crm.example'],
    subject: 'A call from {{ caller.number }}',
    text: 'To {{ dialled }}',
  },
  shape,
  resume: 'skip',
  answered: false,
  ends: false,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: () => [{ name: 'done', must: true }],
  acts(params, check) {
    const ways = WAYS.filter((way) => params[way] !== undefined);
    const [way] = ways;
    if (way === undefined || ways.length > 1) {
      const say = way === undefined ? 'nobody is told' : `two ways at once: ${ways.join(' and ')}`;
      check.wrong([], { code: 'WRONG_VALUE', say, hint: `write one of: ${WAYS.join(', ')}` });
      return { enter: (run) => run.leave('done') };
    }
    checkBeside(params, way, check);
    return telling(way === 'url' ? webhook(params, check) : words(params, way, check));
  },
});

const telling = (noticeOf: (run: Run) => Notice | undefined): StepActs => ({
  enter(run) {
    const notice = noticeOf(run);
    if (run.left || notice === undefined) return;
    run.emit({ kind: 'wish', visit: run.state.visit, wish: { kind: 'notify', notice } });
    run.leave('done');
  },
});

function checkBeside(params: Params, way: (typeof WAYS)[number], check: StepCheck): void {
  const allowed: readonly string[] = BESIDE[way];
  for (const key of ['headers', 'body', 'subject', 'text'] as const) {
    if (params[key] === undefined || allowed.includes(key)) continue;
    const hint = `beside "${way}" write: ${allowed.join(', ')}`;
    check.wrong([key], { code: 'WRONG_VALUE', say: `"${key}" means nothing beside "${way}"`, hint }, 'key');
  }
  if (way === 'url' || params.subject !== undefined) return;
  check.wrong([], {
    code: 'MISSING_KEY',
    say: '"subject" is missing',
    hint: 'add it: it says what it is about',
  });
}

/** The same rules as those of the step `http`; the server knows what is sent again by its key. */
function webhook({ url = '', headers, body }: Params, check: StepCheck): (run: Run) => Notice | undefined {
  const make = requestMaker(
    { method: 'post', url, headers, body, idempotency_key: true, isKept: true },
    check,
  );
  return (run) => {
    const request = make(run);
    return request === undefined ? undefined : { kind: 'webhook', request };
  };
}

function words(params: Params, way: 'email' | 'case', check: StepCheck): (run: Run) => Notice {
  const subject = check.template(params.subject ?? '', ['subject'], { leak: LOGGED });
  const body = check.template(params.text ?? '', ['text'], { leak: LOGGED });
  const { email = [], case: action = 'open' } = params;
  return (run) => {
    // A line that a caller's words could end would be a header of the mail.
    const said = filled(subject, run).replace(/\s+/g, ' ').trim().slice(0, SUBJECT_MAX);
    const rest = { subject: said, text: (run.left ? '' : filled(body, run)).slice(0, TEXT_MAX) };
    return way === 'email' ? { kind: 'email', to: email, ...rest } : { kind: 'case', action, ...rest };
  };
}
