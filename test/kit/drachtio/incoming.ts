import { randomUUID } from 'node:crypto';
import type { Address } from '../phones/message.ts';
import { type App, metaOf } from './apps.ts';
import { dialogIdOf } from './dialogs.ts';
import type { Ground } from './ground.ts';
import { branchIn, SipText, tagIn } from './sip-text.ts';

/** A request that came and what was said to it. */
type Asked = {
  readonly transaction: string;
  readonly request: SipText;
  readonly from: Address;
  /** "": it belongs to no dialog. */
  readonly dialog: string;
  readonly tag: string;
  last: SipText | null;
  isFinal: boolean;
};

/** What the server hands on to applications when it belongs to no dialog. */
const HANDED_ON: ReadonlySet<string> = new Set([
  ...['INVITE', 'REGISTER', 'MESSAGE', 'OPTIONS', 'INFO', 'NOTIFY', 'SUBSCRIBE', 'PUBLISH'],
]);

/** Requests of the network: each goes to one application, whose answers go back. */
export class Incoming {
  readonly #ground: Ground;
  readonly #asked = new Map<string, Asked>();
  /** By branch and method: a request that comes again is told the same again. */
  readonly #branches = new Map<string, Asked>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  receive(request: SipText, from: Address): void {
    const { method } = request;
    const again = this.#branches.get(branchIn(request) + method);
    if (again !== undefined) {
      if (again.last !== null) this.#ground.wire.send(String(again.last), from);
    } else if (method === 'ACK') this.#acknowledged(request, from);
    else if (method === 'CANCEL') this.#cancelled(request, from);
    else if (tagIn(request.get('To')) !== '') this.#withinDialog(request, from);
    else this.#outOfDialog(request, from);
  }

  /** An application answers. */
  respond(app: App, id: string, transaction: string, said: SipText): void {
    const asked = this.#asked.get(transaction);
    if (asked === undefined || asked.isFinal) {
      return app.answer(id, 'NOK|Response not sent due to unknown transaction');
    }
    const response = this.#filled(asked, said);
    const isInvite = asked.request.method === 'INVITE';
    const dialog = asked.dialog !== '' ? asked.dialog : isInvite ? dialogIdOf(asked.request) : '';
    if (isInvite && asked.dialog === '' && response.status === 200) {
      this.#ground.dialogs.addAnswered(app, asked.request, response);
    }
    this.#send(asked, response);
    const meta = metaOf(response, 'application', asked.from);
    app.answer(id, `OK|${meta}|${transaction}|${dialog}||Msg sent:|`, response);
  }

  clear(): void {
    this.#asked.clear();
    this.#branches.clear();
  }

  #outOfDialog(request: SipText, from: Address): void {
    const { method } = request;
    const asked = this.#begin(request, from, '');
    if (method === 'BYE' || method === 'UPDATE') return this.#reply(asked, '481 Call Does Not Exist');
    if (!HANDED_ON.has(method)) return;
    if (method === 'INVITE') this.#reply(asked, '100 Trying');
    const app = this.#ground.apps.next(method);
    if (app === undefined) return this.#reply(asked, '503 Service Unavailable');
    this.#ground.apps.own(asked.transaction, app);
    app.tell(request, { from, transaction: asked.transaction, local: this.#ground.wire.address });
  }

  #withinDialog(request: SipText, from: Address): void {
    const dialog = this.#ground.dialogs.of(request);
    const asked = this.#begin(request, from, dialog?.id ?? '');
    if (dialog !== undefined && request.method === 'BYE') this.#ground.dialogs.remove(dialog.id);
    // The application that had it is gone: nobody else can answer.
    if (dialog === undefined || !dialog.app.isThere) return this.#reply(asked, '481 Call Does Not Exist');
    if (request.method === 'INVITE') this.#reply(asked, '100 Trying');
    dialog.app.tell(request, { from, transaction: asked.transaction, dialog: dialog.id });
  }

  #acknowledged(ack: SipText, from: Address): void {
    const dialog = this.#ground.dialogs.of(ack);
    if (dialog === undefined) return;
    dialog.app.tell(ack, { from, transaction: randomUUID(), dialog: dialog.id });
  }

  /** The server answers both CANCEL and INVITE itself, and then tells the application. */
  #cancelled(cancel: SipText, from: Address): void {
    const asked = this.#begin(cancel, from, '');
    const invite = this.#branches.get(`${branchIn(cancel)}INVITE`);
    if (invite === undefined || invite.isFinal) return this.#reply(asked, '481 Call Does Not Exist');
    this.#reply(asked, '200 OK');
    this.#reply(invite, '487 Request Terminated');
    const app = this.#ground.apps.ofTransaction(invite.transaction);
    app?.tell(cancel, { from, transaction: invite.transaction });
  }

  #begin(request: SipText, from: Address, dialog: string): Asked {
    const transaction = randomUUID();
    const tag = randomUUID().slice(0, 8);
    const asked: Asked = { transaction, request, from, dialog, tag, last: null, isFinal: false };
    this.#asked.set(transaction, asked);
    this.#branches.set(branchIn(request) + request.method, asked);
    return asked;
  }

  #reply(asked: Asked, status: string): void {
    this.#send(asked, this.#filled(asked, new SipText(`SIP/2.0 ${status}`)));
  }

  #send(asked: Asked, response: SipText): void {
    asked.last = response;
    asked.isFinal = response.status >= 200;
    this.#ground.wire.send(String(response), asked.from);
  }

  /** What the server writes itself, whatever the application has written. */
  #filled({ request, tag }: Asked, said: SipText): SipText {
    const { host, port } = this.#ground.wire.address;
    const headers = ['From', 'Call-ID', 'CSeq'].map((name) => [name, request.get(name)] as const);
    const vias = request.all('Via').map((value) => ['Via', value] as const);
    const to = request.get('To');
    const response = new SipText(said.first, [...vias, ...headers], said.body);
    response.set('To', said.status > 100 && tagIn(to) === '' ? `${to};tag=${tag}` : to);
    for (const [name, value] of said.entries())
      if (!WRITTEN.has(name.toLowerCase())) response.set(name, value);
    if (request.method === 'INVITE' && said.status > 100) response.fill('Contact', `<sip:${host}:${port}>`);
    if (said.body.startsWith('v=0')) response.fill('Content-Type', 'application/sdp');
    return response;
  }
}

const WRITTEN: ReadonlySet<string> = new Set(['via', 'from', 'to', 'call-id', 'cseq', 'content-length']);
