import { readRequest } from './read-request.ts';
import { type Policy, type Request, type WrongCode, WrongLine } from './request.ts';
import { type Core, Session } from './session.ts';

/** Answers each line of the protocol with one line. */
export class Conversation {
  readonly #makeCore: () => Core;
  #session: Session | null = null;
  #linesCount = 0;
  #isOver = false;

  constructor(makeCore: () => Core) {
    this.#makeCore = makeCore;
  }

  /** Somebody said "quit": no line after it is answered. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The answer to a line, without the end of line; what is wrong with it changes nothing. */
  answer(line: string): string {
    this.#linesCount += 1;
    try {
      return this.#do(readRequest(line));
    } catch (error) {
      if (!(error instanceof WrongLine)) throw error;
      return this.#errorText(error.code, error.message);
    }
  }

  /** The answer to a line that cannot even be read. */
  refuse(code: WrongCode, say: string): string {
    this.#linesCount += 1;
    return this.#errorText(code, say);
  }

  #do(request: Request): string {
    switch (request.op) {
      case 'init':
        return this.#begin(request.policy);
      case 'event':
        this.#begun.check([request.event]);
        return JSON.stringify({ n: request.event.n, a: this.#begun.handle(request.event) });
      case 'batch':
        return this.#batch(request);
      case 'stats':
        return JSON.stringify(this.#begun.stats());
      case 'quit':
        this.#isOver = true;
        return JSON.stringify({ ok: true });
    }
  }

  #begin(policy: Policy): string {
    this.#session = new Session(this.#makeCore(), policy);
    return JSON.stringify({ ok: true });
  }

  /** One wrong event, and none of the batch happens. */
  #batch({ events }: Extract<Request, { op: 'batch' }>): string {
    const session = this.#begun;
    session.check(events);
    const answers = events.map((event) => [event.n, session.handle(event)] as const);
    return JSON.stringify({ r: answers.filter(([, assignments]) => assignments.length > 0) });
  }

  get #begun(): Session {
    if (this.#session === null) throw new WrongLine('NOT_STARTED', 'the first line must be "init"');
    return this.#session;
  }

  #errorText(code: WrongCode, say: string): string {
    return JSON.stringify({ error: { code, say, line: this.#linesCount } });
  }
}
