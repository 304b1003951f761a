import { randomUUID } from 'node:crypto';
import { sdpOf } from './asked.ts';
import { headerLines, lists } from './header-lines.ts';
import type { Dialog, Request, Response } from './library.ts';
import { ALLOW, refuse } from './replies.ts';
import { nextTimer, type Refresher } from './session-timer.ts';
import type { Whole } from './whole.ts';

type Theirs = {
  readonly offerId: string;
  readonly request: Request;
  readonly response: Response;
  readonly stopWaiting: () => void;
};

export type OffersOf = {
  readonly legId: string;
  readonly dialog: Dialog;
  /** Whether the other side has said that it takes UPDATE (RFC 3311). */
  readonly allowsUpdate: boolean;
  readonly refresher: Refresher;
};

const REQUEST_PENDING = 491;
const NOT_IN_TIME = 408;

/**
 * Offers of both sides within one call. Only one is under way at a time: ours that meets another is refused
 * by ourselves, theirs is answered as RFC 3261 14.2 and RFC 3311 5.2 have it.
 */
export class Offers {
  readonly #whole: Whole;
  readonly #of: OffersOf;
  #refresher: Refresher;
  #ours: { readonly offerId: string; readonly stopWaiting: () => void } | null = null;
  #theirs: Theirs | null = null;
  /** The answer to our offer comes with the ACK of the other side. */
  #isAnswerInAck = false;

  constructor(whole: Whole, of: OffersOf) {
    this.#whole = whole;
    this.#of = of;
    this.#refresher = of.refresher;
  }

  offer(offerId: string, sdp: string): void {
    if (this.#ours !== null || this.#theirs !== null) return this.#refused(offerId, REQUEST_PENDING);
    const { clock, limits } = this.#whole;
    let pending: Request | null = null;
    const giveUp = (): void => {
      if (!this.#settle(offerId)) return;
      // An INVITE that is left alone would stand in the way of every later one.
      if (pending?.method === 'INVITE') pending.cancel({}, ignored);
      this.#refused(offerId, NOT_IN_TIME);
    };
    this.#ours = { offerId, stopWaiting: clock.after(limits.offerMs, giveUp) };
    this.#send(sdp, (err, request) => {
      if (request === undefined) return this.#failed(offerId, err);
      pending = request;
      request.on('response', (response, ack) => {
        if (response.status < 200) return;
        pending = null;
        // The server acknowledges refusals itself.
        if (request.method === 'INVITE' && response.status < 300) ack();
        this.#heard(offerId, sdp, response);
      });
    });
  }

  /** A re-INVITE, or an UPDATE with a session description. */
  came(request: Request, response: Response): void {
    if (this.#theirs !== null) return refuse(response, 500, { 'retry-after': '2' });
    if (this.#ours !== null) return refuse(response, REQUEST_PENDING);
    const { clock, limits } = this.#whole;
    const offerId = randomUUID();
    const stopWaiting = clock.after(limits.requestMs, () => this.refuseOffer(offerId, 503));
    this.#theirs = { offerId, request, response, stopWaiting };
    this.#whole.emit({ kind: 'offerCame', legId: this.#of.legId, offerId, sdp: sdpOf(request) });
  }

  /** An UPDATE without a session description: it only says that the other side is still there. */
  refreshed(request: Request, response: Response): void {
    response.send(200, { headers: this.#headersTo(request) });
  }

  answerOffer(offerId: string, sdp: string): void {
    const theirs = this.#take(offerId);
    if (theirs === null) return;
    this.#isAnswerInAck = sdpOf(theirs.request) === '';
    this.#of.dialog.local.sdp = sdp;
    const headers = { ...this.#headersTo(theirs.request), 'content-type': 'application/sdp' };
    theirs.response.send(200, { body: sdp, headers });
  }

  refuseOffer(offerId: string, status: number): void {
    const theirs = this.#take(offerId);
    if (theirs !== null) refuse(theirs.response, status);
  }

  /** Whether this ACK has the answer to an offer that was made in `answerOffer`. */
  takesAnswerInAck(): boolean {
    const isIt = this.#isAnswerInAck;
    this.#isAnswerInAck = false;
    return isIt;
  }

  /** The call is over: nothing is told or answered any more. */
  forget(): void {
    this.#ours?.stopWaiting();
    this.#theirs?.stopWaiting();
    this.#ours = this.#theirs = null;
  }

  #send(sdp: string, done: (err: unknown, request?: Request) => void): void {
    const { dialog, allowsUpdate } = this.#of;
    // The server refreshes with what the last INVITE said: behind an UPDATE that would be sound of before.
    const method = allowsUpdate && this.#refresher !== 'us' ? 'UPDATE' : 'INVITE';
    const headers = { contact: dialog.local.contact, 'content-type': 'application/sdp', allow: ALLOW };
    const options = {
      method,
      headers,
      body: sdp,
      stackDialogId: dialog.id,
      _socket: dialog.socket,
      ...(dialog.auth === undefined ? {} : { auth: dialog.auth }),
    };
    try {
      this.#whole.srf.request('sip:placeholder', options, done);
    } catch (err) {
      done(err);
    }
  }

  #heard(offerId: string, sdp: string, response: Response): void {
    if (!this.#settle(offerId)) return;
    if (response.status >= 300) return this.#refused(offerId, response.status);
    // The library compares what comes later with these, and keeps them only for a `modify()` of its own.
    const { dialog, legId } = this.#of;
    dialog.local.sdp = sdp;
    dialog.remote.sdp = response.body;
    this.#whole.emit({ kind: 'offerAnswered', legId, offerId, sdp: sdpOf(response) });
  }

  #failed(offerId: string, err: unknown): void {
    if (!this.#settle(offerId)) return;
    this.#whole.log.debug({ err, legId: this.#of.legId }, 'an offer could not be sent');
    this.#refused(offerId, isUnknownDialog(err) ? 481 : 503);
  }

  #refused(offerId: string, status: number): void {
    this.#whole.emit({ kind: 'offerRefused', legId: this.#of.legId, offerId, status });
  }

  /** False when it is not the one under way any more: what comes of it then changes nothing. */
  #settle(offerId: string): boolean {
    if (this.#ours?.offerId !== offerId) return false;
    this.#ours.stopWaiting();
    this.#ours = null;
    return true;
  }

  #take(offerId: string): Theirs | null {
    const theirs = this.#theirs;
    if (theirs?.offerId !== offerId) return null;
    theirs.stopWaiting();
    this.#theirs = null;
    return theirs;
  }

  #headersTo(request: Request): Record<string, string> {
    const timer = nextTimer(headerLines(request.raw), this.#refresher);
    this.#refresher = timer.refresher;
    return { contact: this.#of.dialog.local.contact, allow: ALLOW, ...timer.headers };
  }
}

/** What came of it is told by the call itself. */
export const ignored = (): void => {};

/** The server has no such call, though we have not heard of its end. */
function isUnknownDialog(err: unknown): boolean {
  return err instanceof Error && 'code' in err && err.code === 'ENODIALOG';
}

export const allowsUpdate = (message: { readonly raw: string }): boolean =>
  lists(headerLines(message.raw), 'allow', 'update');
