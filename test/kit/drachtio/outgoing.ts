import { randomUUID } from 'node:crypto';
import { type Address, addressOf, newBranch } from '../phones/message.ts';
import { type App, metaOf } from './apps.ts';
import { type Dialog, dialogIdOf, hopOf } from './dialogs.ts';
import type { Ground } from './ground.ts';
import { branchIn, methodIn, SipText, tagIn } from './sip-text.ts';

/** A request of an application that waits for its answer. */
type Asking = {
  readonly transaction: string;
  readonly app: App;
  readonly request: SipText;
  readonly to: Address;
  /** Null: it belongs to none. */
  readonly dialog: Dialog | null;
  isCancelled: boolean;
  /** A provisional answer has come. */
  isAlive: boolean;
  /** No answer is passed on any more. */
  isLost: boolean;
};

export type AppRequest = {
  readonly app: App;
  readonly id: string;
  readonly dialogId: string;
  /** The next hop, "" when the address says it. */
  readonly route: string;
  readonly request: SipText;
};

/** Requests of applications: each goes to the network, whose answers go back. */
export class Outgoing {
  readonly #ground: Ground;
  readonly #asking = new Map<string, Asking>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  send(asked: AppRequest): void {
    if (asked.dialogId === '') return this.#sendNew(asked);
    const dialog = this.#ground.dialogs.get(asked.dialogId);
    const { app, id, request } = asked;
    if (dialog === undefined)
      return app.answer(id, 'NOK|Server error: unable to find dialog for dialog id provided');
    if (request.method === 'ACK') return this.#acknowledge(asked, dialog);
    if (request.body !== '' && !request.body.startsWith('v=0') && request.get('Content-Type') === '') {
      return app.answer(id, 'NOK|Server error: missing content-type');
    }
    dialog.sequence += 1;
    if (request.method === 'INVITE') dialog.inviteSequence = dialog.sequence;
    if (request.method === 'BYE') this.#giveUpInvites(dialog);
    this.#begin(asked, this.#withinDialog(request, dialog, dialog.sequence), hopOf(dialog), dialog);
  }

  cancel(app: App, id: string, transaction: string, said: SipText): void {
    const asking = [...this.#asking.values()].find((each) => each.transaction === transaction);
    if (asking === undefined || asking.request.method !== 'INVITE') {
      return app.answer(id, `NOK|unable to cancel unknown transaction id: ${transaction}`);
    }
    asking.isCancelled = true;
    const cancel = this.#sendCancel(asking, said);
    app.answer(id, `OK|${metaOf(cancel, 'application', asking.to)}|${randomUUID()}|Msg sent:|`, cancel);
  }

  receive(response: SipText, from: Address): void {
    const asking = this.#asking.get(branchIn(response));
    const { status } = response;
    if (asking === undefined || methodIn(response) === 'CANCEL' || status === 100) return;
    asking.isAlive = true;
    const isInvite = asking.request.method === 'INVITE';
    if (status >= 200) this.#asking.delete(branchIn(response));
    if (status >= 300 && isInvite) this.#acknowledgeRefusal(asking, response);
    // A known fault of the server: within a dialog it forgets a request as soon as it has had any answer.
    if (asking.isLost) return;
    asking.isLost = asking.dialog !== null && status < 200;
    const dialog = this.#dialogBehind(asking, response);
    asking.app.tell(response, { from, transaction: asking.transaction, dialog });
  }

  clear(): void {
    this.#asking.clear();
  }

  #sendNew(asked: AppRequest): void {
    const { app, id, request, route } = asked;
    const { host, port } = this.#ground.wire.address;
    const here = `${host}:${port}`;
    const from = (request.get('From') || `<sip:${here}>`).replace('localhost', here);
    const named = from.includes('<') ? from : `<${from}>`;
    request.set('From', tagIn(named) === '' ? `${named};tag=${randomUUID().slice(0, 8)}` : named);
    request.fill('To', `<${request.uri}>`).fill('Call-ID', randomUUID());
    request.fill('CSeq', `${Math.floor(Math.random() * 1e6) + 1} ${request.method}`);
    request.set('Contact', (request.get('Contact') || `<sip:${here}>`).replace('localhost', here));
    let hop: Address;
    try {
      hop = addressOf(route === '' ? request.uri : route);
    } catch {
      return app.answer(id, `NOK|invalid request-uri: ${request.first}`);
    }
    this.#begin(asked, this.#finished(request), hop, null);
  }

  #begin({ app, id }: AppRequest, request: SipText, to: Address, dialog: Dialog | null): void {
    const transaction = randomUUID();
    const state = { isCancelled: false, isAlive: false, isLost: false };
    const asking: Asking = { transaction, app, request, to, dialog, ...state };
    this.#asking.set(branchIn(request), asking);
    app.answer(id, `OK|${metaOf(request, 'application', to)}|${transaction}|Msg sent:|`, request);
    this.#ground.wire.send(String(request), to);
    const timer = setTimeout(() => this.#unanswered(asking), this.#ground.transactionMs);
    timer.unref();
  }

  /** Nobody has answered: the server says so itself. One that rings may ring for ever. */
  #unanswered(asking: Asking): void {
    const branch = branchIn(asking.request);
    const rings = asking.request.method === 'INVITE' && asking.isAlive && !asking.isCancelled;
    if (this.#asking.get(branch) !== asking || asking.isLost || rings) return;
    this.#asking.delete(branch);
    const timeout = this.#answerTo(asking.request, '408 Request Timeout');
    asking.app.tell(timeout, {
      from: asking.to,
      transaction: asking.transaction,
      dialog: asking.dialog?.id ?? '',
    });
  }

  /** The dialog that this answer belongs to, which it may begin or end. */
  #dialogBehind({ app, request, dialog, isCancelled }: Asking, response: SipText): string {
    const isInvite = request.method === 'INVITE';
    if (dialog !== null) {
      if (request.method === 'BYE' && response.status >= 200) this.#ground.dialogs.remove(dialog.id);
      return dialog.id;
    }
    if (isInvite && response.status === 200) {
      this.#ground.dialogs.addPlaced(app, request, response).isUnwanted = isCancelled;
    }
    return isInvite ? dialogIdOf(request) : '';
  }

  #acknowledge({ app, id, request }: AppRequest, dialog: Dialog): void {
    const ack = this.#withinDialog(request, dialog, dialog.inviteSequence);
    this.#ground.wire.send(String(ack), hopOf(dialog));
    app.answer(id, `OK|${metaOf(ack, 'application', hopOf(dialog))}|${randomUUID()}|Msg sent:|`, ack);
    if (dialog.isUnwanted) this.hangUp(dialog, 'SIP ;cause=200 ;text="ACK-BYE due to cancel race condition"');
  }

  /** The server ends a call of its own accord, and tells the application as if the other side had done it. */
  hangUp(dialog: Dialog, reason: string): void {
    dialog.sequence += 1;
    const said = new SipText('BYE sip:placeholder SIP/2.0', [['Reason', reason]]);
    const bye = this.#withinDialog(said, dialog, dialog.sequence);
    this.#ground.dialogs.remove(dialog.id);
    this.#ground.wire.send(String(bye), hopOf(dialog));
    dialog.app.tell(bye, {
      source: 'application',
      from: this.#ground.wire.address,
      transaction: 'unsolicited',
      dialog: dialog.id,
    });
  }

  /** BYE while an INVITE of ours is under way: that one is cancelled, and its answer is told to nobody. */
  #giveUpInvites(dialog: Dialog): void {
    for (const asking of this.#asking.values()) {
      if (asking.dialog !== dialog || asking.request.method !== 'INVITE') continue;
      asking.isLost = true;
      this.#sendCancel(asking, new SipText(''));
    }
  }

  #sendCancel({ request, to }: Asking, said: SipText): SipText {
    const copied = ['Via', 'Max-Forwards', 'From', 'To', 'Call-ID'].map(
      (name) => [name, request.get(name)] as const,
    );
    const cancel = new SipText(`CANCEL ${request.uri} SIP/2.0`, copied);
    cancel.set('CSeq', request.get('CSeq').replace('INVITE', 'CANCEL'));
    if (said.get('Reason') !== '') cancel.set('Reason', said.get('Reason'));
    this.#ground.wire.send(String(cancel), to);
    return cancel;
  }

  #acknowledgeRefusal({ request, to }: Asking, response: SipText): void {
    const copied = ['Via', 'Max-Forwards', 'From', 'Call-ID'].map(
      (name) => [name, request.get(name)] as const,
    );
    const ack = new SipText(`ACK ${request.uri} SIP/2.0`, copied).set('To', response.get('To'));
    this.#ground.wire.send(String(ack.set('CSeq', request.get('CSeq').replace('INVITE', 'ACK'))), to);
  }

  #withinDialog(said: SipText, dialog: Dialog, sequence: number): SipText {
    const { host, port } = this.#ground.wire.address;
    const request = said.under(`${said.method} ${dialog.target} SIP/2.0`);
    request.set('From', dialog.local).set('To', dialog.remote).set('Call-ID', dialog.callId);
    request.set('CSeq', `${sequence} ${said.method}`);
    if (['INVITE', 'REFER', 'SUBSCRIBE'].includes(said.method))
      request.fill('Contact', `<sip:${host}:${port}>`);
    return this.#finished(request);
  }

  #finished(request: SipText): SipText {
    const { host, port } = this.#ground.wire.address;
    request.set('Via', `SIP/2.0/UDP ${host}:${port};rport;branch=${newBranch()}`).set('Max-Forwards', '70');
    if (request.body.startsWith('v=0')) request.fill('Content-Type', 'application/sdp');
    return request;
  }

  #answerTo(request: SipText, status: string): SipText {
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => [name, request.get(name)] as const);
    return new SipText(`SIP/2.0 ${status}`, copied);
  }
}
