import type { FetchRequest } from './flow-io.ts';
import { type BodyMap, bodyMaker, bodyShape } from './http-body.ts';
import { headerMaker, headersShape } from './http-headers.ts';
import { urlMaker } from './http-url.ts';
import { flag, maybe, oneOf, text, whole } from './schema.ts';
import type { Run } from './step-acts.ts';
import type { StepCheck } from './step-check.ts';

const METHODS = ['get', 'put', 'delete', 'post', 'patch'] as const;
type Method = (typeof METHODS)[number];

/** What may be sent twice does no more than what is sent once (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<Method> = new Set(['get', 'put', 'delete']);
const WITH_BODY: ReadonlySet<Method> = new Set(['put', 'post', 'patch']);

const BODY_MAX = 16_000;

/** What is asked. */
export const requestShape = {
  method: maybe(oneOf('the method', METHODS)),
  url: text('the URL', 1_000),
  headers: maybe(headersShape),
  body: maybe(bodyShape),
  retry: maybe(whole('retry', 0, 2)),
  idempotency_key: maybe(flag('the server takes requests with the same Idempotency-Key for one')),
};

/** How a request is written. */
export type WrittenRequest = {
  readonly method?: Method | undefined;
  readonly url: string;
  readonly headers?: ReturnType<typeof headersShape.parse> | undefined;
  readonly body?: BodyMap | undefined;
  readonly retry?: number | undefined;
  readonly idempotency_key?: boolean | undefined;
  /** It waits on the disk until it has arrived, so that no secret may be in it. */
  readonly isKept?: boolean;
};

/** Whether the request may be sent once more when nobody knows what became of it. */
export const isRepeatable = ({ method = 'get', idempotency_key = false }: WrittenRequest): boolean =>
  IDEMPOTENT.has(method) || idempotency_key;

/** Checks a request. What is returned fills it in at run time; undefined: the step has failed. */
export function requestMaker(
  written: WrittenRequest,
  check: StepCheck,
): (run: Run) => FetchRequest | undefined {
  const { method = 'get', retry = 0, idempotency_key: hasKey = false } = written;
  checkRetry(written, check);
  if (written.body !== undefined && !WITH_BODY.has(method)) {
    const hint = 'use method: post, or leave out the body';
    check.wrong(['body'], { code: 'WRONG_VALUE', say: `a ${method} request has no body`, hint }, 'key');
  }
  const urlOf = urlMaker(written.url, check);
  const { headersOf, secretHeaders } = headerMaker(written.headers ?? {}, check);
  const bodyOf =
    written.body === undefined ? () => null : bodyMaker(written.body, check, written.isKept !== true);
  return (run) => {
    const url = urlOf(run);
    const headers = run.left ? {} : headersOf(run);
    const body = run.left ? null : bodyOf(run);
    if (body !== null && body.length > BODY_MAX) run.fail(`"${run.stepName}": the body is too long`);
    if (run.left) return undefined;
    return { method, url, headers, secretHeaders, body, triesMax: retry + 1, hasKey };
  };
}

function checkRetry(written: WrittenRequest, check: StepCheck): void {
  const { method = 'get', retry = 0 } = written;
  if (retry === 0 || isRepeatable(written)) return;
  const say = `a ${method} request that is sent twice may be done twice`;
  const hint =
    'leave out "retry"; or, if the server knows repeated requests by it, add idempotency_key: true';
  check.wrong(['retry'], { code: 'WRONG_VALUE', say, hint }, 'key');
}
