import { Dialog } from './dialog.ts';
import type { PhoneMedia } from './media.ts';
import {
  buildResponse,
  type Header,
  header,
  headers,
  nameOf,
  randomWord,
  tagOf,
  uriOf,
  userOf,
} from './message.ts';
import type { CallAtPhone, PhoneSocket } from './phone-socket.ts';
import { answerDirection, mediaAddress, sessionText } from './sdp.ts';
import { type Received, T1_MS, T2_MS } from './sip-socket.ts';

/** A call that rings at an operator's phone. */
export class IncomingCall implements CallAtPhone {
  readonly callId: string;
  /** What the phone shows: the user and the display name of From. */
  readonly callerNumber: string;
  readonly callerName: string;
  /** The user of the request's address: what was dialled. */
  readonly calledNumber: string;
  /** The exchange's own id of the caller's call, from `X-Cordboard-Call`; empty when it is not sent. */
  readonly cordboardCall: string;
  /** Call-Info and Alert-Info: by these a phone is asked to pick up by itself. */
  readonly asked: readonly string[];
  readonly rangAtMs: number;
  state: 'ringing' | 'talking' | 'ended' = 'ringing';
  /** Known once the phone has opened its sound. */
  media: PhoneMedia | undefined;
  /** The Reason header of the CANCEL: "answered elsewhere" shows no missed call. */
  cancelReason = '';
  onEnded: () => void = () => undefined;
  onTalking: () => void = () => undefined;
  readonly #phone: string;
  readonly #socket: PhoneSocket;
  readonly #invite: Received;
  readonly #dialog: Dialog;
  readonly #tag = randomWord(6);
  #lastReply = '';
  #repeat: NodeJS.Timeout | undefined;

  constructor(socket: PhoneSocket, phone: string, account: string, invite: Received) {
    const { message } = invite;
    const { host, port } = socket.sip.address;
    const from = header(message, 'from');
    this.#phone = phone;
    this.#socket = socket;
    this.#invite = invite;
    this.callId = header(message, 'call-id');
    this.callerNumber = userOf(uriOf(from));
    this.callerName = nameOf(from);
    this.calledNumber = userOf(uriOf(header(message, 'to')));
    this.cordboardCall = header(message, 'x-cordboard-call');
    this.asked = [...headers(message, 'call-info'), ...headers(message, 'alert-info')];
    this.rangAtMs = invite.atMs;
    this.#dialog = new Dialog(socket.sip, {
      callId: this.callId,
      local: `${header(message, 'to')};tag=${this.#tag}`,
      remote: from,
      contact: `<sip:${account}@${host}:${port}>`,
      remoteTarget: uriOf(header(message, 'contact')),
      routes: headers(message, 'record-route'),
    });
    socket.add(this.callId, this);
    this.#write('rang', invite.atMs);
  }

  ring(): void {
    this.#reply(180);
  }

  /** Takes the call; nothing when the caller has gone meanwhile. The 200 is repeated until its ACK comes. */
  answer(media: PhoneMedia): void {
    if (this.state !== 'ringing') {
      // Its sound was opened while the caller gave up: nobody else would ever close it.
      void media.close();
      return;
    }
    this.state = 'talking';
    this.media = media;
    const { body } = this.#invite.message;
    this.#reply(200, sessionText(media.address, answerDirection(body)));
    this.#repeatUntilAck();
    this.#write('answered');
    const remote = mediaAddress(body);
    if (remote !== undefined) media.talkTo(remote);
    this.onTalking();
  }

  /** Refuses: 486 busy, 603 decline, 480 unavailable … */
  refuse(status: number): void {
    if (this.state !== 'ringing') return;
    this.#refuse(status);
    this.#write('refused', performance.now(), status);
    this.#end();
  }

  /** BYE, when the call is up. */
  hangUp(): void {
    if (this.state !== 'talking') return;
    this.#write('hungUp');
    this.#dialog.request('BYE');
    this.#end();
  }

  /** Asks the exchange to transfer the other side (RFC 3515); resolves with the status of the REFER. */
  refer(target: string): Promise<number> {
    const extra: Header[] = [['Refer-To', `<${target}>`]];
    return new Promise((settled) => {
      const onFinal = (status: number): void => {
        this.#write('referred', performance.now(), status);
        settled(status);
      };
      this.#dialog.request('REFER', onFinal, { extra });
    });
  }

  onRequest(received: Received): void {
    const { message, from, atMs } = received;
    if (message.method === 'ACK') {
      this.#onAck(atMs);
      return;
    }
    if (message.method === 'CANCEL') {
      this.#onCancel(received);
      return;
    }
    if (message.method === 'INVITE' && tagOf(header(message, 'to')) === undefined) {
      if (this.#lastReply !== '') this.#socket.sip.send(this.#lastReply, from);
      return;
    }
    this.#accept(received);
    if (message.method !== 'BYE' || this.state === 'ended') return;
    this.#write('wasHungUp', atMs);
    this.#end();
  }

  onRepeated2xx(): void {
    // Only a phone that placed the call gets a 2xx to an INVITE.
  }

  /** Any request inside the dialog is accepted; a new session description is answered by ours. */
  #accept({ message, from }: Received): void {
    const changesSession =
      message.method === 'INVITE' || (message.method === 'UPDATE' && message.body !== '');
    if (message.method === 'INVITE' || message.method === 'UPDATE') this.#dialog.refreshTarget(message);
    const extra: Header[] = [['Contact', this.#dialog.contact]];
    if (!changesSession || this.media === undefined) {
      this.#socket.sip.send(buildResponse(message, 200, { extra }), from);
      return;
    }
    const remote = mediaAddress(message.body);
    if (remote !== undefined) this.media.talkTo(remote);
    extra.push(['Content-Type', 'application/sdp']);
    const body = sessionText(this.media.address, answerDirection(message.body));
    this.#socket.sip.send(buildResponse(message, 200, { extra, body }), from);
  }

  #onAck(atMs: number): void {
    const isFirst = this.#repeat !== undefined;
    clearTimeout(this.#repeat);
    this.#repeat = undefined;
    if (isFirst && this.state === 'talking') this.#write('connected', atMs);
  }

  #onCancel({ message, from, atMs }: Received): void {
    this.#socket.sip.send(buildResponse(message, 200, { toTag: this.#tag }), from);
    if (this.state !== 'ringing') return;
    this.cancelReason = header(message, 'reason');
    this.#refuse(487);
    this.#write('ringingEnded', atMs);
    this.#end();
  }

  #refuse(status: number): void {
    this.#reply(status);
    this.#repeatUntilAck();
  }

  #reply(status: number, body = ''): void {
    const extra: Header[] = [['Contact', this.#dialog.contact]];
    if (body !== '') extra.push(['Content-Type', 'application/sdp']);
    this.#lastReply = buildResponse(this.#invite.message, status, { toTag: this.#tag, extra, body });
    this.#socket.sip.send(this.#lastReply, this.#invite.from);
  }

  #repeatUntilAck(): void {
    let waitMs = T1_MS;
    const again = (): void => {
      this.#socket.sip.send(this.#lastReply, this.#invite.from);
      waitMs = Math.min(waitMs * 2, T2_MS);
      this.#repeat = setTimeout(again, waitMs).unref();
    };
    this.#repeat = setTimeout(again, waitMs).unref();
  }

  #end(): void {
    this.state = 'ended';
    this.#socket.forgetSoon(this.callId);
    void this.media?.close();
    this.onEnded();
  }

  #write(
    kind: Parameters<PhoneSocket['diary']['write']>[0]['kind'],
    atMs = performance.now(),
    status = 0,
  ): void {
    const { callId, callerNumber: peer } = this;
    this.#socket.diary.write({ phone: this.#phone, kind, callId, peer, atMs, status });
  }
}
