import type { Diary } from './diary.ts';
import { buildResponse, header, randomWord } from './message.ts';
import { type Received, SipSocket } from './sip-socket.ts';

/** One call at a phone, as the socket sees it. */
export interface CallAtPhone {
  /** Any request with the call's Call-ID. */
  onRequest(received: Received): void;
  /** A 2xx to our INVITE that came again. */
  onRepeated2xx(): void;
}

/** A socket and the calls on it. What belongs to no call gets the answer that any phone gives. */
export class PhoneSocket {
  readonly sip: SipSocket;
  readonly diary: Diary;
  /** A call comes in. */
  onInvite: ((received: Received) => void) | undefined;
  /** While true nothing is answered, as if the cable were pulled. */
  isDead = false;
  readonly #calls = new Map<string, CallAtPhone>();

  private constructor(sip: SipSocket, diary: Diary) {
    this.sip = sip;
    this.diary = diary;
    sip.onRequest = (received) => this.#onRequest(received);
    sip.onRepeated2xx = ({ message }) => this.#calls.get(header(message, 'call-id'))?.onRepeated2xx();
  }

  static async open(host: string, diary: Diary, port = 0): Promise<PhoneSocket> {
    return new PhoneSocket(await SipSocket.open(host, port), diary);
  }

  get callsCount(): number {
    return this.#calls.size;
  }

  add(callId: string, call: CallAtPhone): void {
    this.#calls.set(callId, call);
  }

  /** Late repeats still find the call for the life of a transaction at our loss-free distance. */
  forgetSoon(callId: string): void {
    setTimeout(() => this.#calls.delete(callId), 4_000).unref();
  }

  close(): Promise<void> {
    return this.sip.close();
  }

  #onRequest(received: Received): void {
    if (this.isDead) return;
    const { message, from } = received;
    const call = this.#calls.get(header(message, 'call-id'));
    if (call !== undefined) {
      call.onRequest(received);
      return;
    }
    if (message.method === 'INVITE' && this.onInvite !== undefined) {
      this.onInvite(received);
      return;
    }
    if (message.method === 'ACK') return;
    const status = message.method === 'OPTIONS' || message.method === 'NOTIFY' ? 200 : 481;
    this.sip.send(buildResponse(message, status, { toTag: randomWord(4) }), from);
  }
}
