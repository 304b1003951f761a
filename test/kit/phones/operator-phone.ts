import type { Diary } from './diary.ts';
import type { Account } from './digest.ts';
import { IncomingCall } from './incoming-call.ts';
import type { MediaMaker } from './media.ts';
import type { Address } from './message.ts';
import { OutgoingCall } from './outgoing-call.ts';
import { PhoneSocket } from './phone-socket.ts';
import { Registration } from './registration.ts';
import { RtpStream } from './rtp-stream.ts';
import type { Received } from './sip-socket.ts';

/** What an operator does when the phone rings. Times in milliseconds, from the INVITE and from the answer. */
export type Behaviour =
  /** `talkMs`: the operator hangs up so long after the answer; without it the other side does. */
  | { readonly kind: 'answer'; readonly afterMs: number; readonly talkMs?: number }
  | { readonly kind: 'ring' }
  | { readonly kind: 'refuse'; readonly status: number; readonly afterMs?: number }
  /** Nothing at all is answered, as if the cable were pulled; the registration stands. */
  | { readonly kind: 'dead' };

export type OperatorPhoneOptions = {
  readonly account: Account;
  readonly diary: Diary;
  readonly behaviour: Behaviour;
  /** Tells apart the phones of one account in the diary; the account's user unless given. */
  readonly label?: string;
  readonly host?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** A 1,000 Hz tone on a socket of its own unless given. */
  readonly media?: MediaMaker;
};

/** A phone of one line: a second call while one is there is refused as busy. */
export class OperatorPhone {
  readonly name: string;
  readonly account: Account;
  readonly diary: Diary;
  /** All calls that ever rang here, oldest first, but those that were forgotten. */
  readonly calls: IncomingCall[] = [];
  current: IncomingCall | undefined;
  onTalking: (call: IncomingCall) => void = () => undefined;
  readonly #socket: PhoneSocket;
  readonly #host: string;
  readonly #media: MediaMaker;
  readonly #timers = new Set<NodeJS.Timeout>();
  #behaviour: Behaviour;
  #registration: Registration | undefined;
  #server: Address | undefined;

  private constructor(socket: PhoneSocket, options: OperatorPhoneOptions, host: string) {
    this.name = options.label ?? options.account.user;
    this.account = options.account;
    this.diary = options.diary;
    this.#socket = socket;
    this.#host = host;
    this.#media = options.media ?? (() => RtpStream.open(host, { kind: 'tone', hertz: 1_000 }));
    this.#behaviour = options.behaviour;
    socket.onInvite = (received) => this.#onInvite(received);
    socket.isDead = options.behaviour.kind === 'dead';
  }

  /** Opens a phone on a free port. */
  static async open(options: OperatorPhoneOptions): Promise<OperatorPhone> {
    const host = options.host ?? '127.0.0.1';
    return new OperatorPhone(await PhoneSocket.open(host, options.diary, options.port), options, host);
  }

  /** Where the phone listens for SIP. */
  get address(): Address {
    return this.#socket.sip.address;
  }

  /** Changes what the operator does from the next call on. */
  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
    this.#socket.isDead = behaviour.kind === 'dead';
  }

  /** Registers this phone's contact and keeps it alive; resolves with the seconds granted. */
  register(server: Address, expiresS = 300): Promise<number> {
    this.#server = server;
    this.#registration = new Registration(this.#socket, this.account, server, this.name);
    return this.#registration.register(expiresS);
  }

  async unregister(): Promise<void> {
    await this.#registration?.end();
    this.#registration = undefined;
  }

  /** Calls a feature code or another number from this phone. */
  async dial(dialled: string): Promise<OutgoingCall> {
    if (this.#server === undefined) throw new Error(`${this.name} has not registered: it knows no server`);
    const { account, name: phone } = this;
    const media = await RtpStream.open(this.#host);
    const options = { number: account.user, dialled, server: this.#server, media, phone, account };
    return new OutgoingCall(this.#socket, options);
  }

  /** Answers what rings, whatever the behaviour says. */
  pickUp(): void {
    if (this.current !== undefined) this.#answer(this.current, undefined);
  }

  /** Ends a talk by BYE. */
  hangUp(): void {
    this.current?.hangUp();
  }

  /** Whoever answers for hours keeps none of the calls that are over. */
  forgetCalls(): void {
    this.calls.splice(0, this.calls.length, ...(this.current === undefined ? [] : [this.current]));
  }

  /** Leaves without a word to anybody: the contact stays at the registrar until it expires. */
  async close(): Promise<void> {
    this.#registration?.forget();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.calls.map((call) => call.media?.close()));
    await this.#socket.close();
  }

  #onInvite(received: Received): void {
    const call = new IncomingCall(this.#socket, this.name, this.account.user, received);
    this.calls.push(call);
    if (this.current !== undefined) {
      call.refuse(486);
      return;
    }
    this.current = call;
    call.onEnded = () => {
      if (this.current === call) this.current = undefined;
    };
    this.#react(call, this.#behaviour);
  }

  #react(call: IncomingCall, behaviour: Behaviour): void {
    switch (behaviour.kind) {
      case 'dead':
        return;
      case 'ring':
        call.ring();
        return;
      case 'refuse':
        if (behaviour.afterMs === undefined) {
          call.refuse(behaviour.status);
          return;
        }
        call.ring();
        this.#later(behaviour.afterMs, () => call.refuse(behaviour.status));
        return;
      case 'answer':
        call.ring();
        this.#later(behaviour.afterMs, () => this.#answer(call, behaviour.talkMs));
        return;
    }
  }

  #answer(call: IncomingCall, talkMs: number | undefined): void {
    call.onTalking = () => {
      this.onTalking(call);
      if (talkMs !== undefined) this.#later(talkMs, () => call.hangUp());
    };
    const media = this.#media();
    if (!(media instanceof Promise)) {
      call.answer(media);
      return;
    }
    media.then(
      (opened) => call.answer(opened),
      () => call.refuse(480),
    );
  }

  #later(delayMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
  }
}
