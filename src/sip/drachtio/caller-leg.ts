import { reasonOf } from './asked.ts';
import { headerLines, lists } from './header-lines.ts';
import type { Leg, OnOver } from './leg.ts';
import type { Dialog, Request, Response, SendHeaders } from './library.ts';
import { ignored } from './offers.ts';
import { ALLOW, refuse } from './replies.ts';
import { firstTimer, type SessionTimer } from './session-timer.ts';
import { hangUp, leaveDialog, type Neighbours, Talk } from './talk.ts';
import type { Whole } from './whole.ts';

/** The caller has given up (RFC 3261 9.2). */
const CANCELLED = 487;
/** What an unanswered call is refused with when it is only ended. */
const UNAVAILABLE = 480;

/** A call that came, from INVITE to its end. */
export class CallerLeg implements Leg {
  readonly legId: string;
  readonly #whole: Whole;
  readonly #neighbours: Neighbours;
  readonly #onOver: OnOver;
  readonly #request: Request;
  readonly #response: Response;
  readonly #timer: SessionTimer;
  /** What was wanted while the answer is on its way; null when none is. */
  #behindAnswer: (() => void)[] | null = null;
  #isOver = false;
  #talk: Talk | null = null;
  #stopWaiting: () => void = ignored;

  constructor(
    whole: Whole,
    came: { readonly legId: string; readonly request: Request; readonly response: Response },
    neighbours: Neighbours,
    onOver: OnOver,
  ) {
    this.legId = came.legId;
    this.#whole = whole;
    this.#neighbours = neighbours;
    this.#onOver = onOver;
    this.#request = came.request;
    this.#response = came.response;
    this.#timer = firstTimer(headerLines(came.request.raw));
    this.#request.on('cancel', (cancel) => this.#over(CANCELLED, reasonOf(cancel)));
  }

  get talk(): Talk | null {
    return this.#talk;
  }

  progress(status: number, sdp: string): void {
    if (this.#isOver || this.#behindAnswer !== null || this.#talk !== null) return;
    const isReliable = lists(headerLines(this.#request.raw), 'require', '100rel');
    const headers: SendHeaders = isReliable ? { require: '100rel', allow: ALLOW } : { allow: ALLOW };
    this.#response.send(status === 183 ? 183 : 180, sdp === '' ? { headers } : { headers, body: sdp });
  }

  answer(sdp: string): void {
    if (this.#isOver || this.#behindAnswer !== null || this.#talk !== null) return;
    const { srf, clock, limits } = this.#whole;
    this.#behindAnswer = [];
    this.#stopWaiting = clock.after(limits.sentMs, () => this.#over(500, ''));
    const options = { localSdp: sdp, headers: { ...this.#timer.headers, allow: ALLOW } };
    srf.createUAS(this.#request, this.#response, options, (err, dialog) => {
      this.#stopWaiting();
      if (dialog === undefined) this.#unanswered(err);
      else this.#answered(dialog);
    });
  }

  refuse(status: number, headers: SendHeaders): void {
    if (this.#isOver || this.#behindAnswer !== null || this.#talk !== null) return;
    refuse(this.#response, status, headers);
    this.#over(status, '');
  }

  end(reason: string): void {
    if (this.#behindAnswer !== null) this.#behindAnswer.push(() => this.end(reason));
    else if (this.#talk === null) this.refuse(UNAVAILABLE, {});
    else {
      this.#talk.end(reason);
      this.#over(null, '');
    }
  }

  whenUp(then: (talk: Talk | null) => void): void {
    if (this.#behindAnswer === null) then(this.#talk);
    else this.#behindAnswer.push(() => then(this.#talk));
  }

  confirm(): void {
    // Only a call of ours waits for that.
  }

  leave(): void {
    if (this.#talk !== null) this.#talk.end('');
    else if (this.#behindAnswer === null) refuse(this.#response, 503);
    this.forget();
  }

  forget(): void {
    this.#isOver = true;
    this.#behindAnswer = null;
    this.#stopWaiting();
    this.#talk?.forget();
  }

  #answered(dialog: Dialog): void {
    if (this.#isOver) return hangUp(dialog, '');
    const { legId } = this;
    const { refresher } = this.#timer;
    const of = { legId, dialog, theirs: this.#request, refresher, isToBeConfirmed: true };
    this.#talk = new Talk(this.#whole, of, this.#neighbours, (reason) => this.#over(null, reason));
    const behind = this.#behindAnswer ?? [];
    this.#behindAnswer = null;
    for (const step of behind) step();
  }

  /** Our answer has crossed a CANCEL, or the server could not send it. */
  #unanswered(err: unknown): void {
    if (this.#isOver) return;
    this.#whole.log.debug({ err, legId: this.legId }, 'an answer did not reach its caller');
    // When the 200 was sent, and the library could not make a dialog of it, nobody else would ever say BYE.
    leaveDialog(this.#whole, this.#response.stackDialogId ?? '');
    this.#over(/unknown transaction/i.test(String(err)) ? CANCELLED : 500, '');
  }

  #over(status: number | null, reason: string): void {
    if (this.#isOver) return;
    this.forget();
    this.#onOver(this.legId, status, reason);
  }
}
