import { createHash } from 'node:crypto';
import type { Account } from './digest.ts';
import { type Address, buildResponse, type Header, header, randomWord } from './message.ts';
import { type Received, SipSocket } from './sip-socket.ts';

const REALM = 'carrier';

/** A carrier that wants to be told who its customers are (RFC 3261 section 10, digest by MD5). */
export class Registrar {
  /** How each attempt to register ended: the contact that was told, or the status of the refusal. */
  readonly attempts: (string | number)[] = [];
  readonly #socket: SipSocket;
  readonly #account: Account;
  readonly #nonce = randomWord();

  private constructor(socket: SipSocket, account: Account) {
    this.#socket = socket;
    this.#account = account;
    socket.onRequest = (received) => this.#answer(received);
  }

  /** Opens one that knows this account. */
  static async open(host: string, account: Account): Promise<Registrar> {
    return new Registrar(await SipSocket.open(host), account);
  }

  get address(): Address {
    return this.#socket.address;
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #answer({ message, from }: Received): void {
    if (message.method !== 'REGISTER') return;
    const told = header(message, 'authorization');
    const status = told === '' ? 401 : this.#isRight(told) ? 200 : 403;
    const challenge = `Digest realm="${REALM}", nonce="${this.#nonce}", algorithm=MD5`;
    const contact = header(message, 'contact');
    const extra: Header[] = status === 401 ? [['WWW-Authenticate', challenge]] : [['Contact', contact]];
    this.attempts.push(status === 200 ? contact : status);
    this.#socket.send(buildResponse(message, status, { toTag: randomWord(4), extra }), from);
  }

  #isRight(told: string): boolean {
    const { user, password } = this.#account;
    const partOf = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(told)?.[1] ?? '';
    const who = md5(`${user}:${REALM}:${password}`);
    const what = md5(`REGISTER:${partOf('uri')}`);
    return partOf('username') === user && partOf('response') === md5(`${who}:${this.#nonce}:${what}`);
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
