import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '../../base/index.ts';
import { AnswerTimes } from './answer-times.ts';
import { AriError } from './ari-error.ts';

/** `path` begins with "/ari" and holds the query; `body` is JSON text. */
export type AriRequest = {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
  readonly limitMs?: number;
};

export type AriTransportOptions = {
  /** For example "http://127.0.0.1:8088". */
  readonly origin: string;
  readonly authorization: string;
  readonly clock: Clock;
  /** Whether anything of ours may still reach the exchange. */
  readonly mayAct: () => boolean;
};

/** Asterisk closes an idle connection after 15 s; we let go of it first. */
const KEEP_ALIVE_MS = 10_000;
const CONNECTIONS = 16;
const LIMIT_MS = 2000;
const PING: AriRequest = { method: 'GET', path: '/ari/asterisk/ping' };
const CUT = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
/**
 * Asterisk knows no playback by its id before it plays another of the same id, and tones have none. A channel that is
 * dialled again before its phone has said that it rings is hung up.
 */
const TWICE_IS_TWO = /\/(play|dtmf|dial)(\/|\?|$)/;
/** How Asterisk says that what is asked for is there, or done, already. Other conflicts are refusals. */
const DONE_BEFORE = /already exists|not in the 'Down' state|Recording not in session/;
/** A channel that has left for the dialplan is in our application no more. */
const CONTINUED = /\/continue(\?|$)/;

/**
 * The way of every command: plain HTTP over kept connections, a limit on each request from the moment it is
 * given, and one repetition when the connection was cut before the answer. The repetition is harmless because
 * all ids are chosen by us: what the first request did is refused as a duplicate, and that is taken as done. What would
 * be done twice is not repeated: whoever asked for it finds out.
 */
export class AriTransport {
  readonly #pool: Pool;
  /** The pool behind a last look at whether a request may leave. */
  readonly #door: Dispatcher;
  readonly #authorization: string;
  readonly #clock: Clock;
  readonly #flying = new Set<AbortController>();
  readonly #answerTimes: AnswerTimes;

  constructor({ origin, authorization, clock, mayAct }: AriTransportOptions) {
    this.#authorization = authorization;
    this.#clock = clock;
    this.#answerTimes = new AnswerTimes(clock.now().monoMs);
    this.#pool = new Pool(origin, { connections: CONNECTIONS, keepAliveTimeout: KEEP_ALIVE_MS });
    this.#door = this.#pool.compose(
      (dispatch) => (options, handler) => dispatch(options, lookingLast(handler, mayAct)),
    );
  }

  /** How long the quickest answer of the last second took; 0 when there were too few to tell. */
  get answerMs(): number {
    return this.#answerTimes.quickestMs(this.#clock.now().monoMs);
  }

  /** Resolves with the text of the answer, which may be empty. Rejects with `AriError`, within the limit. */
  async send(request: AriRequest): Promise<string> {
    const sentMs = this.#clock.now().monoMs;
    try {
      return await this.#fly(request);
    } finally {
      const { monoMs } = this.#clock.now();
      this.#answerTimes.note(monoMs - sentMs, monoMs);
    }
  }

  /**
   * Uses every connection once, so that none of them is given back for having rested. Resolves with whether requests
   * still come through: an exchange that is slow, or says no, is there.
   */
  async touch(): Promise<boolean> {
    const touches = Array.from({ length: CONNECTIONS }, () => this.#fly(PING));
    const settled = await Promise.allSettled(touches);
    return settled.some((each) => each.status === 'fulfilled' || !(each.reason as AriError).isCut);
  }

  async #fly(request: AriRequest): Promise<string> {
    const flight = new AbortController();
    const limitMs = request.limitMs ?? LIMIT_MS;
    const expire = (): void => flight.abort(new AriError('timeout', `no answer within ${limitMs} ms`));
    const cancelAlarm = this.#clock.after(limitMs, expire);
    this.#flying.add(flight);
    try {
      return await this.#sendRepeatably(request, flight.signal);
    } finally {
      cancelAlarm();
      this.#flying.delete(flight);
    }
  }

  /**
   * A file, piece by piece. Rejects with `AriError` when it does not begin within the limit of an answer; how long it
   * may take then is up to whoever reads it.
   */
  async open(path: string): Promise<{ readonly bytes: number; readonly pieces: AsyncIterable<Uint8Array> }> {
    const headers = { authorization: this.#authorization };
    const opening = new AbortController();
    const expire = (): void => opening.abort(new AriError('timeout', `no answer within ${LIMIT_MS} ms`));
    const cancelAlarm = this.#clock.after(LIMIT_MS, expire);
    try {
      const request = { method: 'GET', path, headers, signal: opening.signal } as const;
      const { statusCode, headers: told, body } = await this.#door.request(request);
      if (statusCode >= 400) throw failureOf(statusCode, await body.text());
      return { bytes: Number(told['content-length'] ?? 0), pieces: body };
    } catch (err) {
      throw asAriError(err);
    } finally {
      cancelAlarm();
    }
  }

  /** Every request that still has no answer fails now as "away". */
  abandon(): void {
    for (const flight of this.#flying) flight.abort(new AriError('away', 'the connection was lost'));
  }

  async close(): Promise<void> {
    this.abandon();
    await this.#pool.destroy();
  }

  async #sendRepeatably(request: AriRequest, signal: AbortSignal): Promise<string> {
    try {
      return await this.#sendOnce(request, signal);
    } catch (err) {
      if (signal.aborted || !isCut(err) || TWICE_IS_TWO.test(request.path)) throw asAriError(err);
    }
    try {
      return await this.#sendOnce(request, signal);
    } catch (err) {
      const error = asAriError(err);
      if (isDoneAlready(request, error)) return '';
      throw error;
    }
  }

  async #sendOnce({ method, path, body = '' }: AriRequest, signal: AbortSignal): Promise<string> {
    const headers: Record<string, string> = { authorization: this.#authorization };
    if (body !== '') headers['content-type'] = 'application/json';
    const answer = await this.#door.request({ method, path, headers, body, signal });
    const text = await answer.body.text();
    if (answer.statusCode < 400) return text;
    throw failureOf(answer.statusCode, text);
  }
}

/** At the last moment: a request may have waited for a free connection, and the process have slept meanwhile. */
function lookingLast(handler: Dispatcher.DispatchHandler, mayAct: () => boolean): Dispatcher.DispatchHandler {
  const start = handler.onRequestStart?.bind(handler);
  handler.onRequestStart = (controller, context) => {
    if (!mayAct()) throw new AriError('away', 'this process may not act any more');
    start?.(controller, context);
  };
  return handler;
}

function failureOf(status: number, text: string): AriError {
  return new AriError(status === 404 ? 'gone' : 'refused', `${status} ${wordsOf(text)}`, status);
}

function isCut(err: unknown): boolean {
  return err instanceof Error && 'code' in err && CUT.has(String(err.code));
}

function isDoneAlready({ method, path }: AriRequest, { status, message }: AriError): boolean {
  if (method === 'DELETE') return status === 404;
  return status === 409 && (DONE_BEFORE.test(message) || CONTINUED.test(path));
}

/** What is not an answer of Asterisk means that there is none: not reachable, or cut off twice. */
function asAriError(err: unknown): AriError {
  if (err instanceof AriError) return err;
  return new AriError('away', err instanceof Error ? err.message : String(err), null, isCut(err));
}

/** Refusals are JSON objects with `message` or `error`; anything else is shown as it came, shortened. */
function wordsOf(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    return String(message ?? error ?? text);
  } catch {
    // Not JSON: a proxy's page, or nothing.
    return text.slice(0, 200);
  }
}
