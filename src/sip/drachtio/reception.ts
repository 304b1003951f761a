import { randomUUID } from 'node:crypto';
import { parseAddress } from './address.ts';
import { isAnswerable } from './answerable.ts';
import { askedOf, sdpOf } from './asked.ts';
import { readRegister } from './contacts.ts';
import { firstOf, headerLines, wordsOf } from './header-lines.ts';
import type { Request, Response } from './library.ts';
import type { OpenRequests } from './open-requests.ts';
import { refuse } from './replies.ts';
import type { Whole } from './whole.ts';

/** What the server hands on besides calls and registrations; it answers or drops the others itself. */
const OTHERS = ['options', 'message', 'subscribe', 'publish', 'notify', 'info'] as const;

/** Extensions that a caller may require (RFC 3261 8.2.2.3). */
const SUPPORTED: ReadonlySet<string> = new Set(['timer', '100rel']);

export type ReceptionEnds = {
  readonly open: OpenRequests;
  /** Begins a leg of this id, which is told of in the same turn. */
  callCame(legId: string, request: Request, response: Response): void;
};

/** Requests that belong to no call yet. What cannot be read is refused here, and nobody hears of it. */
export class Reception {
  readonly #whole: Whole;
  readonly #ends: ReceptionEnds;

  constructor(whole: Whole, ends: ReceptionEnds) {
    this.#whole = whole;
    this.#ends = ends;
    const { srf } = whole;
    srf.use(
      'invite',
      strangersOnly((request, response) => this.#invited(request, response)),
    );
    srf.use(
      'register',
      strangersOnly((request, response) => this.#registered(request, response)),
    );
    for (const method of OTHERS) {
      srf.use(
        method,
        strangersOnly((request, response) => this.#asked(request, response)),
      );
    }
  }

  #invited(request: Request, response: Response): void {
    const asked = askedOf(request);
    const lines = headerLines(request.raw);
    // Without a Contact that can be read the library would answer, and then fail to make a dialog of it.
    const contact = parseAddress(firstOf(lines, 'contact'));
    if (asked === null || contact === null) return refuse(response, 400);
    const unsupported = wordsOf(lines, 'require').filter((word) => !SUPPORTED.has(word));
    if (unsupported.length > 0) return refuse(response, 420, { unsupported: unsupported.join(', ') });
    const legId = randomUUID();
    this.#ends.callCame(legId, request, response);
    this.#whole.emit({ kind: 'callCame', legId, asked, sdp: sdpOf(request) });
  }

  #registered(request: Request, response: Response): void {
    const asked = askedOf(request);
    const wanted = readRegister(headerLines(request.raw));
    if (asked === null || wanted === null) return refuse(response, 400);
    const requestId = this.#ends.open.add({ request, response, legId: null });
    this.#whole.emit({ kind: 'registerCame', requestId, asked, ...wanted });
  }

  #asked(request: Request, response: Response): void {
    const asked = askedOf(request);
    if (asked === null) return refuse(response, 400);
    const requestId = this.#ends.open.add({ request, response, legId: null });
    this.#whole.emit({ kind: 'requestCame', requestId, method: request.method, asked });
  }
}

/**
 * What comes within a call that is not there any more, or not yet, is told so (RFC 3261 12.2.2). Nobody hears of what
 * must not be answered.
 */
function strangersOnly(handle: (request: Request, response: Response) => void): typeof handle {
  return (request, response) => {
    if (!isAnswerable(request)) return;
    const to = firstOf(headerLines(request.raw), 'to').replace(/<[^>]*>/, '');
    const isInDialog = (request.stackDialogId ?? '') !== '' || /;\s*tag\s*=/i.test(to);
    if (isInDialog) refuse(response, 481);
    else handle(request, response);
  };
}
