import { Dialog } from '../phones/dialog.ts';
import {
  buildResponse,
  type Header,
  header,
  headers,
  randomWord,
  type SipMessage,
  tagOf,
  uriOf,
} from '../phones/message.ts';
import type { Received, SipSocket } from '../phones/sip-socket.ts';
import { PeerCall, withSdp } from './peer-call.ts';

/** A call that has come to a peer. */
export class CameCall extends PeerCall {
  readonly invite: SipMessage;
  readonly #received: Received;
  #last = '';

  constructor(socket: SipSocket, received: Received) {
    const { message } = received;
    const { host, port } = socket.address;
    const dialog = new Dialog(socket, {
      callId: header(message, 'call-id'),
      local: `${header(message, 'to')};tag=${randomWord(4)}`,
      remote: header(message, 'from'),
      contact: `<sip:peer@${host}:${port}>`,
      remoteTarget: uriOf(header(message, 'contact')),
      routes: headers(message, 'record-route'),
    });
    super(socket, dialog, '');
    this.invite = message;
    this.#received = received;
  }

  /** 180, or 183 with a session description. */
  ring(sdp = ''): void {
    this.#reply(sdp === '' ? 180 : 183, sdp);
  }

  /** 200. Nothing when the caller has given up. */
  answer(sdp: string): void {
    if (this.isOver) return;
    this.sdp = sdp;
    this.isUp = true;
    this.#reply(200, sdp);
  }

  /** Any refusal. */
  refuse(status: number, extra: readonly Header[] = []): void {
    this.isOver = true;
    this.#reply(status, '', extra);
  }

  /**
   * Another INVITE than the first, though of the same call: somebody tries again, with an answer to a
   * challenge.
   */
  isAnother(message: SipMessage): boolean {
    const isFirst = message.method === 'INVITE' && tagOf(header(message, 'to')) === undefined;
    return isFirst && header(message, 'via') !== header(this.invite, 'via');
  }

  /** The INVITE came again: what was said to it is said again. */
  override receive(received: Received): void {
    const { message, from } = received;
    const isAgain = message.method === 'INVITE' && header(message, 'via') === header(this.invite, 'via');
    if (!isAgain) super.receive(received);
    else if (this.#last !== '') this.socket.send(this.#last, from);
  }

  repeated2xx(): void {
    // Whoever was called hears no answer.
  }

  protected override repliesTo(request: SipMessage): readonly string[] {
    const texts = super.repliesTo(request);
    const isAccepted = texts[0]?.startsWith('SIP/2.0 200') ?? false;
    if (request.method === 'CANCEL' && !this.isUp && isAccepted) {
      this.isOver = true;
      queueMicrotask(() => this.#reply(487));
    }
    return texts;
  }

  #reply(status: number, sdp = '', extra: readonly Header[] = []): void {
    const own: Header[] = [
      ['Contact', this.dialog.contact],
      ['Allow', this.allow],
      ...extra,
      ...withSdp(sdp),
    ];
    this.#last = buildResponse(this.invite, status, { toTag: this.tags.own, extra: own, body: sdp });
    this.socket.send(this.#last, this.#received.from);
  }
}
