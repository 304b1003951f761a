import type { SipCommand } from '../index.ts';
import { quoted } from './address.ts';
import { reasonOf, sdpOf } from './asked.ts';
import type { Leg, OnOver } from './leg.ts';
import type { Dialog, OpenAnswer, Request, Response, UacOptions } from './library.ts';
import { ignored } from './offers.ts';
import { ALLOW, reasonHeader, sendable } from './replies.ts';
import { hangUp, leaveDialog, type Neighbours, Talk } from './talk.ts';
import type { Whole } from './whole.ts';

export type Dial = Extract<SipCommand, { kind: 'dial' }>;

const CANCELLED = 487;
/** It could not even be sent (RFC 3261 8.1.3.1). */
const NOT_SENT = 503;

/** A call of ours, from INVITE to its end. */
export class DialledLeg implements Leg {
  readonly legId: string;
  readonly #whole: Whole;
  readonly #neighbours: Neighbours;
  readonly #onOver: OnOver;
  #invite: Request | null = null;
  /** The dialog of the other side's answer, as the server names it; "" before there is one. */
  #dialogId = '';
  /** The reason for which it is to end; null: it is not. */
  #endsFor: string | null = null;
  #isOver = false;
  #openAnswer: OpenAnswer | null = null;
  #talk: Talk | null = null;
  #stopWaiting: () => void = ignored;

  constructor(whole: Whole, legId: string, neighbours: Neighbours, onOver: OnOver) {
    this.legId = legId;
    this.#whole = whole;
    this.#neighbours = neighbours;
    this.#onOver = onOver;
  }

  get talk(): Talk | null {
    return this.#talk;
  }

  dial(command: Dial): void {
    const { srf, clock, limits } = this.#whole;
    this.#stopWaiting = clock.after(limits.sentMs, () => this.#over(NOT_SENT, ''));
    const progress = {
      cbRequest: (_: unknown, invite?: Request) => this.#sent(invite),
      cbProvisional: (response: Response) => this.#rings(response),
    };
    try {
      srf.createUAC(command.uri, uacOptions(command), progress, (err, answer) => {
        if (answer === undefined) this.#failed(err);
        else this.#answered(answer);
      });
    } catch (err) {
      this.#failed(err);
    }
  }

  end(reason: string): void {
    if (this.#isOver) return;
    if (this.#talk === null && this.#openAnswer === null) return this.#cancel(reason);
    this.#hangUp(reason);
    this.#over(null, '');
  }

  confirm(sdp: string): void {
    const open = this.#openAnswer;
    if (open === null) return;
    this.#openAnswer = null;
    this.#stopWaiting();
    this.#stopWaiting = this.#whole.clock.after(this.#whole.limits.sentMs, () => this.#over(500, ''));
    open.ack(sdp).then(
      (dialog) => this.#isUp(dialog, open.res),
      () => this.#over(500, ''),
    );
  }

  progress(): void {
    // These three are said to callers.
  }

  answer(): void {
    // As above.
  }

  refuse(): void {
    // As above.
  }

  whenUp(then: (talk: Talk | null) => void): void {
    then(this.#talk);
  }

  leave(): void {
    this.#hangUp('');
    if (this.#talk === null) this.#invite?.cancel({}, ignored);
    this.forget();
  }

  forget(): void {
    this.#isOver = true;
    this.#stopWaiting();
    this.#talk?.forget();
  }

  #sent(invite: Request | undefined): void {
    // What could not be sent is told by the other callback.
    if (invite === undefined) return;
    this.#stopWaiting();
    this.#invite = invite;
    invite.on('response', ({ status, stackDialogId = '' }) => {
      if (isGood(status)) this.#dialogId = stackDialogId;
    });
    if (this.#isOver) invite.cancel({}, ignored);
    else if (this.#endsFor !== null) this.#cancel(this.#endsFor);
  }

  /**
   * Without a word of the other side to it the call is over all the same: an answer that comes later gets a
   * BYE.
   */
  #cancel(reason: string): void {
    this.#endsFor = reason;
    if (this.#invite === null) return;
    this.#invite.cancel({ headers: reasonHeader(reason) }, ignored);
    this.#stopWaiting();
    this.#stopWaiting = this.#whole.clock.after(this.#whole.limits.cancelMs, () => this.#over(CANCELLED, ''));
  }

  #rings(response: Response): void {
    const { status } = response;
    if (this.#isOver || this.#endsFor !== null || status < 180) return;
    this.#whole.emit({ kind: 'legRinging', legId: this.legId, status, sdp: sdpOf(response) });
  }

  #failed(err: unknown): void {
    const { status, res } = refusalIn(err);
    if (status === null) this.#whole.log.debug({ err, legId: this.legId }, 'a call could not be made');
    // They have answered, and the library has made no dialog of it.
    leaveDialog(this.#whole, this.#dialogId);
    this.#over(status ?? NOT_SENT, res === null ? '' : reasonOf(res));
  }

  #answered(answer: Dialog | OpenAnswer): void {
    if (this.#isOver || this.#endsFor !== null) {
      this.#turnAway(answer);
      return this.#over(null, '');
    }
    const { legId } = this;
    if (isDialog(answer)) {
      this.#isUp(answer, answer.res);
      this.#whole.emit({ kind: 'legAnswered', legId, sdp: sdpOf(answer.res) });
    } else {
      this.#openAnswer = answer;
      this.#stopWaiting = this.#whole.clock.after(this.#whole.limits.requestMs, () => this.end(''));
      this.#whole.emit({ kind: 'legAnswered', legId, sdp: answer.sdp });
    }
  }

  #isUp(dialog: Dialog, theirs: Response): void {
    this.#stopWaiting();
    if (this.#isOver) return hangUp(dialog, '');
    const of = { legId: this.legId, dialog, theirs, refresher: null, isToBeConfirmed: false };
    this.#talk = new Talk(this.#whole, of, this.#neighbours, (reason) => this.#over(null, reason));
  }

  #hangUp(reason: string): void {
    this.#talk?.end(reason);
    if (this.#openAnswer !== null) this.#turnAway(this.#openAnswer);
  }

  #turnAway(answer: Dialog | OpenAnswer): void {
    if (isDialog(answer)) hangUp(answer, this.#endsFor ?? '');
    else answer.destroy().catch(ignored);
  }

  #over(status: number | null, reason: string): void {
    if (this.#isOver) return;
    this.forget();
    this.#onOver(this.legId, status, reason);
  }
}

const isGood = (status: number): boolean => status >= 200 && status < 300;

/** A dialog has an id of its own, an answer that waits for its ACK has none. */
const isDialog = (answer: Dialog | OpenAnswer): answer is Dialog => 'id' in answer;

function uacOptions({ caller, headers, sdp, credentials }: Dial): UacOptions {
  // The server puts its own address in the place of "localhost".
  const from = `<sip:${userPart(caller.number)}@${caller.host ?? 'localhost'}>`;
  return {
    headers: {
      ...sendable(headers),
      allow: ALLOW,
      from: caller.name === '' ? from : `${quoted(caller.name)} ${from}`,
    },
    localSdp: sdp,
    noAck: true,
    ...(credentials === null ? {} : { auth: { username: credentials.user, password: credentials.password } }),
  };
}

/** A name as the user part of an address (RFC 3261 25.1), whatever signs are in it. */
const userPart = (name: string): string =>
  name === '' ? 'anonymous' : encodeURIComponent(name).replaceAll('%2B', '+');

/**
 * Status and response of a call that was refused; anything else is no refusal, but a call that was not made.
 */
function refusalIn(err: unknown): { readonly status: number | null; readonly res: Response | null } {
  if (!(err instanceof Error) || !('status' in err) || typeof err.status !== 'number' || err.status < 300) {
    return { status: null, res: null };
  }
  return { status: err.status, res: 'res' in err ? (err.res as Response) : null };
}
