import { reasonOf, sdpOf } from './asked.ts';
import { firstOf, headerLines } from './header-lines.ts';
import type { Dialog, DialogEvents, Request, Response } from './library.ts';
import { allowsUpdate, ignored, Offers } from './offers.ts';
import type { OpenRequests } from './open-requests.ts';
import { type DialogIds, replacedIn } from './replaces.ts';
import { reasonHeader, refuse } from './replies.ts';
import type { Refresher } from './session-timer.ts';
import type { Whole } from './whole.ts';

/** Requests within a call that the two sides settle among themselves. */
const AMONG_THEM = ['info', 'refer', 'notify', 'message'] as const satisfies readonly (keyof DialogEvents)[];

export type TalkOf = {
  readonly legId: string;
  readonly dialog: Dialog;
  /** The other side's first message: the INVITE of a caller, the 200 of one who was called. */
  readonly theirs: Request | Response;
  readonly refresher: Refresher;
  /** It waits for the ACK of the caller. */
  readonly isToBeConfirmed: boolean;
};

/** What a call needs of all others. */
export type Neighbours = {
  readonly open: OpenRequests;
  /** The leg that has this dialog with its other side, null when none of ours has. */
  legOf(ids: DialogIds): string | null;
};

/** A call that is up: one dialog, from its answer to BYE. */
export class Talk {
  readonly dialog: Dialog;
  readonly offers: Offers;
  readonly #whole: Whole;
  readonly #legId: string;
  readonly #neighbours: Neighbours;
  readonly #onEnd: (reason: string) => void;
  #isToBeConfirmed: boolean;
  #isOver = false;

  /** `onEnd`: the other side has hung up, with this reason. */
  constructor(whole: Whole, of: TalkOf, neighbours: Neighbours, onEnd: (reason: string) => void) {
    const { legId, dialog, refresher } = of;
    this.#whole = whole;
    this.#legId = legId;
    this.#neighbours = neighbours;
    this.#onEnd = onEnd;
    this.#isToBeConfirmed = of.isToBeConfirmed;
    this.dialog = dialog;
    this.offers = new Offers(whole, { legId, dialog, refresher, allowsUpdate: allowsUpdate(of.theirs) });
    this.#listen();
  }

  /** BYE. The call is over at once, whatever the other side says to it (RFC 3261 15.1.1). */
  end(reason: string): void {
    if (this.#isOver) return;
    this.forget();
    hangUp(this.dialog, reason);
  }

  /** Nothing is told of it any more. */
  forget(): void {
    this.#isOver = true;
    this.offers.forget();
    this.#neighbours.open.forgetLeg(this.#legId);
  }

  #listen(): void {
    const { dialog } = this;
    dialog.on('destroy', (request) => {
      if (this.#isOver) return;
      this.forget();
      this.#onEnd(reasonOf(request));
    });
    dialog.on(
      'modify',
      this.#whileUp((request, response) => this.offers.came(request, response)),
    );
    dialog.on(
      'update',
      this.#whileUp((request, response) => this.#updated(request, response)),
    );
    for (const event of AMONG_THEM)
      dialog.on(
        event,
        this.#whileUp((...asked) => this.#asked(...asked)),
      );
    dialog.on('ack', (request) => this.#acknowledged(request));
  }

  /** A request that has crossed our BYE belongs to no call any more. */
  #whileUp(handle: (request: Request, response: Response) => void): typeof handle {
    return (request, response) => (this.#isOver ? refuse(response, 481) : handle(request, response));
  }

  #updated(request: Request, response: Response): void {
    if (sdpOf(request) === '') this.offers.refreshed(request, response);
    else this.offers.came(request, response);
  }

  #asked(request: Request, response: Response): void {
    const [legId, { method }] = [this.#legId, request];
    const requestId = this.#neighbours.open.add({ request, response, legId });
    const ids = method === 'REFER' ? replacedIn(firstOf(headerLines(request.raw), 'refer-to')) : null;
    const replaces = ids === null ? null : this.#neighbours.legOf(ids);
    this.#whole.emit({ kind: 'inDialogCame', legId, requestId, method, replaces });
  }

  #acknowledged(request: Request): void {
    const isAwaited = this.#isToBeConfirmed || this.offers.takesAnswerInAck();
    this.#isToBeConfirmed = false;
    if (!isAwaited || this.#isOver) return;
    this.#whole.emit({ kind: 'legConfirmed', legId: this.#legId, sdp: sdpOf(request) });
  }
}

/** BYE; its answer is of no interest, and the library owns the dialog until it has come. */
export function hangUp(dialog: Dialog, reason: string): void {
  dialog.destroy({ headers: reasonHeader(reason) }, ignored);
}

/** BYE in a dialog that only the server knows; "": there is none. */
export function leaveDialog({ srf }: Whole, stackDialogId: string): void {
  if (stackDialogId === '') return;
  try {
    srf.request('sip:placeholder', { method: 'BYE', stackDialogId }, ignored);
  } catch {
    // The connection has gone, and with it all dialogs.
  }
}
