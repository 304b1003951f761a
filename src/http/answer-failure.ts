import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Broken, FAILURES, Failure, type FailureCode } from '../base/index.ts';

/** What every error looks like outside. */
export type FailureAnswer = {
  readonly code: FailureCode;
  readonly say: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Errors of the web framework that are the client's doing, by their codes → ours. */
const CLIENT_ERRORS: Readonly<Record<string, FailureCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_BIG',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'BODY_UNREADABLE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'REQUEST_INVALID',
  FST_ERR_CTP_INVALID_JSON_BODY: 'REQUEST_INVALID',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
};

/** The body of a failure's answer. */
function answerOf(failure: Failure): FailureAnswer {
  return { code: failure.code, say: FAILURES[failure.code].say, details: failure.details };
}

/**
 * Turns whatever a handler threw into an answer. What is not the client's doing is told to the log, not to
 * the client; a violated rule of our own is handed to whoever ends the process.
 */
export function answerFailure(onBroken: (error: Broken) => void) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const failure = asFailure(error);
    const { status } = FAILURES[failure.code];
    if (failure.code === 'BROKEN') {
      request.log.error(
        { err: error, method: request.method, route: request.routeOptions.url },
        'a request failed',
      );
    }
    void reply
      .code(status)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(answerOf(failure)));
    if (error instanceof Broken) onBroken(error);
  };
}

function asFailure(error: FastifyError | Error): Failure {
  if (error instanceof Failure) return error;
  if ('validation' in error && error.validation !== undefined) {
    const issues = error.validation.map(({ instancePath, message }) => ({
      at: instancePath,
      say: message ?? '',
    }));
    return new Failure('REQUEST_INVALID', { in: error.validationContext ?? 'request', issues });
  }
  const code = 'code' in error ? CLIENT_ERRORS[error.code] : undefined;
  if (code !== undefined) return new Failure(code);
  // The parser of JSON throws errors of the language with a status on them.
  if ('statusCode' in error && error.statusCode === 400)
    return new Failure('REQUEST_INVALID', { why: error.message });
  return new Failure('BROKEN');
}

/** Bytes that are no request: answered shortly, then the connection is over. */
export function refuseConnection(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(answerOf(new Failure('REQUEST_INVALID', { why: error.code })));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Not only our half: who is slow on purpose would never end theirs.
  socket.destroySoon();
}
