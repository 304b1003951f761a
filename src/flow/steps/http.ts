import { otherwise, readAnswer } from '../answer-fields.ts';
import type { FetchResult } from '../flow-io.ts';
import { answerShape, declared, fieldsOf } from '../http-answer.ts';
import { isRepeatable, requestMaker, requestShape } from '../http-request.ts';
import { duration, durationMs, maybe, type Of, record } from '../schema.ts';
import { prompts, several } from '../schema-steps.ts';
import type { Run, StepActs } from '../step-acts.ts';
import type { StepCheck } from '../step-check.ts';
import { stepKind } from '../step-kind.ts';

const LIMIT_MS = 3_000;
const LIMIT_MS_MAX = 15_000;
/** A caller takes a pause of 0.7 s for an ordinary one: it is asked for a little before, to be heard by then. */
const FILLER_AFTER_MS = 600;
/** After the filler was said the caller is left in peace for so long, then it is said again. */
const FILLER_PAUSE_MS = 4_000;

const shape = record({
  ...requestShape,
  ...answerShape,
  timeout: maybe(duration('the time for the answer, with all its tries', 500, LIMIT_MS_MAX)),
  filler: maybe(prompts),
});

type Params = Of<typeof shape>;

/**
 * Asks somebody else's server. Whatever that server does, the step is over within its limit; a caller who would wait
 * in silence hears the filler. A circle of such steps is a mistake: it would keep the caller waiting after all.
 */
export const http = stepKind({
  kind: 'http',
  about: "asks somebody else's server, within a limit",
  shape,
  resume: 'again',
  answered: true,
  speaks: ({ filler }) => filler !== undefined,
  ends: false,
  inherits: ['http_error', 'timeout', 'bad_data'],
  instant: () => false,
  outcomes: () => [
    { name: 'ok', must: true, instant: true },
    { name: 'http_error', must: true, instant: true },
    { name: 'timeout', must: true, instant: true, or: 'http_error' },
    { name: 'bad_data', must: true, instant: true, or: 'http_error' },
  ],
  variables: (params) => declared(params, ['ok', 'http_error', 'timeout', 'bad_data']),
  acts,
});

function acts(params: Params, check: StepCheck): StepActs {
  const filler = several(params.filler ?? []);
  if (params.filler !== undefined) check.prompts(filler, ['filler']);
  const makeRequest = requestMaker(params, check);
  const answer = { fields: fieldsOf(params, check), status: params.status };
  const limitMs = durationMs(params.timeout, LIMIT_MS);
  const script = [{ language: null, items: filler.map((name) => ({ kind: 'prompt', name }) as const) }];

  function leave(run: Run, outcome: string, status: number, why: string): void {
    otherwise(run, answer, status);
    run.emit({ kind: 'trouble', what: `"${run.stepName}": ${why}` });
    run.leave(outcome);
  }

  function fetched(run: Run, result: FetchResult): void {
    switch (result.kind) {
      case 'timeout':
        return leave(run, 'timeout', 0, `no answer within ${limitMs} ms`);
      case 'unreachable':
        return leave(run, 'http_error', 0, result.why);
      case 'tooBig':
        return leave(run, 'bad_data', 0, 'the answer is too big');
      case 'refused':
        return run.fail(`"${run.stepName}": ${result.why}`);
      case 'answered': {
        const { status, body } = result;
        if (status < 200 || status > 299)
          return leave(run, 'http_error', status, `the server answers with status ${status}`);
        const bad = readAnswer(run, answer, status, body);
        return bad === undefined ? run.leave('ok') : leave(run, 'bad_data', status, bad);
      }
    }
  }

  return {
    enter(run) {
      const { fetching, visit } = run.state;
      if (fetching?.visit === visit && !isRepeatable(params))
        return leave(
          run,
          'http_error',
          0,
          'the request was on its way at a restart, and must not be repeated',
        );
      const request = makeRequest(run);
      if (request === undefined) return;
      if (params.filler !== undefined) {
        run.answer();
        run.listen(FILLER_AFTER_MS);
      }
      run.fetch(request, limitMs);
    },
    script: () => script,
    silence: (run) => run.say(),
    said: (run) => run.listen(FILLER_PAUSE_MS),
    fetched,
    wants: answer.fields,
  };
}
