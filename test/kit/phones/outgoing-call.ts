import { Dialog } from './dialog.ts';
import { type Account, answerChallenge } from './digest.ts';
import type { PhoneMedia } from './media.ts';
import {
  type Address,
  buildResponse,
  type Header,
  header,
  headers,
  newBranch,
  randomWord,
  uriOf,
} from './message.ts';
import type { CallAtPhone, PhoneSocket } from './phone-socket.ts';
import { answerDirection, mediaAddress, sessionText } from './sdp.ts';
import type { Received } from './sip-socket.ts';

/** How a call that was placed ended. `status` is the refusal's, 200 after a talk, 0 when nobody answered. */
export type CallEnd = { readonly by: 'self' | 'peer'; readonly status: number };

export type OutgoingCallOptions = {
  /** Own number, the user of From. */
  readonly number: string;
  readonly dialled: string;
  readonly server: Address;
  readonly media: PhoneMedia;
  /** Who writes into the diary; the own number unless given. */
  readonly phone?: string;
  readonly account?: Account;
  readonly extra?: readonly Header[];
};

/** A call placed by a phone: INVITE, then CANCEL or BYE at any moment. */
export class OutgoingCall implements CallAtPhone {
  readonly number: string;
  readonly dialled: string;
  readonly media: PhoneMedia;
  state: 'calling' | 'talking' | 'ended' = 'calling';
  /** Settles once, when the call is over for both sides; never rejects. */
  readonly ended: Promise<CallEnd>;
  /** Header of the last answer to the INVITE, for tests that look at it. */
  lastStatus = 0;
  readonly #options: OutgoingCallOptions;
  readonly #socket: PhoneSocket;
  readonly #dialog: Dialog;
  #resolveEnded: (end: CallEnd) => void = () => undefined;
  #inviteSequence = 0;
  #inviteBranch = '';
  #heardProvisional = false;
  #isGivingUp = false;
  #wasChallenged = false;

  constructor(socket: PhoneSocket, options: OutgoingCallOptions) {
    const { number, dialled, server } = options;
    const here = `${socket.sip.address.host}:${socket.sip.address.port}`;
    const target = `sip:${dialled}@${server.host}:${server.port}`;
    const domain = options.account === undefined ? here : `${server.host}:${server.port}`;
    this.#options = options;
    this.#socket = socket;
    this.number = number;
    this.dialled = dialled;
    this.media = options.media;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#dialog = new Dialog(socket.sip, {
      callId: `${randomWord(10)}@${socket.sip.address.host}`,
      local: `<sip:${number}@${domain}>;tag=${randomWord(6)}`,
      remote: `<${target}>`,
      contact: `<sip:${number}@${here}>`,
      remoteTarget: target,
      routes: [],
    });
    socket.add(this.callId, this);
    this.#write('placed');
    this.#invite([]);
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  /** Resolves when the other side answers; rejects when it refuses, or after `withinMs`. */
  async answered(withinMs = 5_000): Promise<this> {
    const what = `${this.number} is answered by ${this.dialled}`;
    const kinds = ['wasAnswered', 'wasRefused', 'gaveUp'];
    const isIt = (callId: string, kind: string) => callId === this.callId && kinds.includes(kind);
    const event = await this.#socket.diary.until(what, (e) => isIt(e.callId, e.kind), withinMs);
    if (event.kind !== 'wasAnswered') throw new Error(`${what}: ${event.kind} (${event.status})`);
    return this;
  }

  /**
   * CANCEL before the answer (as soon as RFC 3261 section 9.1 allows it), BYE after it; nothing when it is
   * over.
   */
  hangUp(): void {
    if (this.state === 'talking') {
      this.#write('hungUp');
      this.#dialog.request('BYE');
      this.#end({ by: 'self', status: 200 });
    } else if (this.state === 'calling' && !this.#isGivingUp) {
      this.#isGivingUp = true;
      if (this.#heardProvisional) this.#cancel();
    }
  }

  /** Presses keys one after the other by SIP INFO; resolves when the last was taken. */
  async press(keys: string, gapMs = 60): Promise<void> {
    for (const [index, key] of [...keys].entries()) {
      if (index > 0) await new Promise((passed) => setTimeout(passed, gapMs));
      await this.#info(key);
    }
  }

  /** Presses keys by RFC 4733 in the sound. */
  async pressInSound(keys: string): Promise<void> {
    for (const key of keys) {
      this.#write('pressed', { peer: key });
      await this.media.press(key);
    }
  }

  onRequest({ message, from, atMs }: Received): void {
    if (message.method === 'ACK') return;
    const isInvite = message.method === 'INVITE';
    if (isInvite || message.method === 'UPDATE') this.#dialog.refreshTarget(message);
    const body =
      isInvite || message.body !== '' ? sessionText(this.media.address, answerDirection(message.body)) : '';
    const hasSession = isInvite || (message.method === 'UPDATE' && message.body !== '');
    const remote = hasSession ? mediaAddress(message.body) : undefined;
    if (remote !== undefined) this.media.talkTo(remote);
    const extra: Header[] = [['Contact', this.#dialog.contact]];
    if (hasSession) extra.push(['Content-Type', 'application/sdp']);
    this.#socket.sip.send(buildResponse(message, 200, { extra, body: hasSession ? body : '' }), from);
    if (message.method !== 'BYE' || this.state === 'ended') return;
    this.#write('wasHungUp', { atMs });
    this.#end({ by: 'peer', status: 200 });
  }

  onRepeated2xx(): void {
    this.#dialog.acknowledge(this.#inviteSequence);
  }

  #invite(authorization: readonly Header[]): void {
    this.#inviteSequence = this.#dialog.nextSequence();
    this.#inviteBranch = newBranch();
    const extra: Header[] = [
      ...authorization,
      ...(this.#options.extra ?? []),
      ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY'],
      ['Content-Type', 'application/sdp'],
    ];
    const body = sessionText(this.media.address);
    this.#socket.sip.request({
      text: this.#dialog.text('INVITE', this.#inviteSequence, this.#inviteBranch, { extra, body }),
      branch: this.#inviteBranch,
      method: 'INVITE',
      to: this.#options.server,
      onResponse: (received) => this.#onResponse(received),
      onTimeout: () => this.#refused(0, performance.now()),
    });
  }

  #onResponse(received: Received): void {
    const { message, atMs } = received;
    this.lastStatus = message.status;
    if (message.status < 200) {
      this.#onProvisional(received);
      return;
    }
    this.#dialog.remote = header(message, 'to');
    if (message.status < 300) {
      this.#onAnswer(received);
      return;
    }
    const ack = this.#dialog.text('ACK', this.#inviteSequence, this.#inviteBranch);
    this.#socket.sip.send(ack, this.#options.server);
    if (!this.#answersChallenge(received)) this.#refused(message.status, atMs);
  }

  #onProvisional({ message, atMs }: Received): void {
    if (message.status > 100) this.#write('heardRinging', { atMs, status: message.status });
    const early = mediaAddress(message.body);
    if (early !== undefined) this.media.talkTo(early);
    const isFirst = !this.#heardProvisional;
    this.#heardProvisional = true;
    if (isFirst && this.#isGivingUp) this.#cancel();
  }

  #onAnswer({ message, atMs }: Received): void {
    this.#dialog.routes = [...headers(message, 'record-route')].reverse();
    this.#dialog.remoteTarget = uriOf(header(message, 'contact'));
    this.#dialog.acknowledge(this.#inviteSequence);
    this.state = 'talking';
    this.#write('wasAnswered', { atMs });
    const remote = mediaAddress(message.body);
    if (remote !== undefined) this.media.talkTo(remote);
    // CANCEL and answer crossed on the wire: the call is up, so it is ended by BYE.
    if (this.#isGivingUp) this.hangUp();
  }

  #answersChallenge({ message }: Received): boolean {
    const { account } = this.#options;
    if ((message.status !== 401 && message.status !== 407) || account === undefined || this.#wasChallenged)
      return false;
    const answer = answerChallenge(message, account, { method: 'INVITE', uri: this.#dialog.remoteTarget });
    if (answer === undefined) return false;
    this.#wasChallenged = true;
    this.#heardProvisional = false;
    this.#dialog.remote = this.#dialog.remote.replace(/;\s*tag=[^;]+/i, '');
    this.#invite([answer]);
    return true;
  }

  #cancel(): void {
    const text = this.#dialog.text('CANCEL', this.#inviteSequence, this.#inviteBranch);
    const to = this.#options.server;
    this.#socket.sip.request({
      text,
      branch: this.#inviteBranch,
      method: 'CANCEL',
      to,
      onResponse: () => undefined,
    });
  }

  #refused(status: number, atMs: number): void {
    if (this.state === 'ended') return;
    this.#write(this.#isGivingUp ? 'gaveUp' : 'wasRefused', { atMs, status });
    this.#end({ by: this.#isGivingUp ? 'self' : 'peer', status });
  }

  #info(key: string): Promise<void> {
    const extra: Header[] = [['Content-Type', 'application/dtmf-relay']];
    const body = `Signal=${key}\r\nDuration=160\r\n`;
    this.#write('pressed', { peer: key });
    return new Promise((taken) => this.#dialog.request('INFO', () => taken(), { extra, body }));
  }

  #end(end: CallEnd): void {
    this.state = 'ended';
    this.#socket.forgetSoon(this.callId);
    // Closing a socket that is already unbound cannot fail; the call is over when its sound is.
    void this.media.close().then(() => this.#resolveEnded(end));
  }

  #write(
    kind: Parameters<PhoneSocket['diary']['write']>[0]['kind'],
    more: { readonly atMs?: number; readonly status?: number; readonly peer?: string } = {},
  ): void {
    const phone = this.#options.phone ?? this.number;
    this.#socket.diary.write({ phone, kind, callId: this.callId, peer: this.dialled, ...more });
  }
}
