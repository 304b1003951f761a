import { type Account, answerChallenge } from './digest.ts';
import {
  type Address,
  buildRequest,
  type Header,
  headers,
  newBranch,
  randomWord,
  type SipMessage,
  uriOf,
} from './message.ts';
import type { PhoneSocket } from './phone-socket.ts';

/** One contact of an account at a registrar (RFC 3261 section 10), kept alive until it is ended. */
export class Registration {
  readonly #socket: PhoneSocket;
  readonly #account: Account;
  readonly #server: Address;
  readonly #phone: string;
  readonly #callId = randomWord(10);
  readonly #tag = randomWord(6);
  readonly #contact: string;
  #sequence = 0;
  #refresh: NodeJS.Timeout | undefined;

  constructor(socket: PhoneSocket, account: Account, server: Address, phone: string) {
    this.#socket = socket;
    this.#account = account;
    this.#server = server;
    this.#phone = phone;
    this.#contact = `sip:${account.user}@${socket.sip.address.host}:${socket.sip.address.port}`;
  }

  /** Resolves with the seconds that the registrar granted; rejects with its status when it refuses. */
  async register(expiresS = 300): Promise<number> {
    const answer = await this.#attempt(expiresS);
    if (answer.status !== 200) throw new Error(`REGISTER of ${this.#phone} was answered ${answer.status}`);
    this.#socket.diary.write({
      phone: this.#phone,
      kind: 'registered',
      callId: this.#callId,
      peer: '',
      status: 200,
    });
    const grantedS = this.#grantedS(answer) ?? expiresS;
    clearTimeout(this.#refresh);
    if (expiresS > 0) this.#refresh = setTimeout(() => this.#again(expiresS), grantedS * 700).unref();
    return grantedS;
  }

  /** Takes the contact back. */
  async end(): Promise<void> {
    this.forget();
    await this.register(0);
  }

  /** Stops refreshing and says nothing, as a phone whose cable is pulled. */
  forget(): void {
    clearTimeout(this.#refresh);
  }

  #again(expiresS: number): void {
    this.register(expiresS).catch((err: unknown) => {
      const status = Number(/(\d+)$/.exec(String(err))?.[1] ?? 0);
      this.#socket.diary.write({
        phone: this.#phone,
        kind: 'registered',
        callId: this.#callId,
        peer: '',
        status,
      });
    });
  }

  async #attempt(expiresS: number): Promise<SipMessage> {
    const uri = `sip:${this.#server.host}:${this.#server.port}`;
    const first = await this.#send(uri, expiresS, []);
    if (first.status !== 401 && first.status !== 407) return first;
    const answer = answerChallenge(first, this.#account, { method: 'REGISTER', uri });
    return answer === undefined ? first : this.#send(uri, expiresS, [answer]);
  }

  #send(uri: string, expiresS: number, authorization: readonly Header[]): Promise<SipMessage> {
    const { host, port } = this.#socket.sip.address;
    const own = `<sip:${this.#account.user}@${this.#server.host}>`;
    const branch = newBranch();
    this.#sequence += 1;
    const lines: Header[] = [
      ['Via', `SIP/2.0/UDP ${host}:${port};rport;branch=${branch}`],
      ['Max-Forwards', 70],
      ['From', `${own};tag=${this.#tag}`],
      ['To', own],
      ['Call-ID', this.#callId],
      ['CSeq', `${this.#sequence} REGISTER`],
      ['Contact', `<${this.#contact}>`],
      ['Expires', expiresS],
      ...authorization,
    ];
    return new Promise((resolve, reject) => {
      this.#socket.sip.request({
        text: buildRequest('REGISTER', uri, lines),
        branch,
        method: 'REGISTER',
        to: this.#server,
        onResponse: ({ message }) => {
          if (message.status >= 200) resolve(message);
        },
        onTimeout: () => reject(new Error(`REGISTER of ${this.#phone} was not answered`)),
      });
    });
  }

  #grantedS(answer: SipMessage): number | undefined {
    const own = headers(answer, 'contact').find((contact) => uriOf(contact).startsWith(this.#contact));
    const granted = /;\s*expires=(\d+)/i.exec(own ?? '')?.[1];
    return granted === undefined ? undefined : Number(granted);
  }
}
