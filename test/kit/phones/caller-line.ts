import type { Diary } from './diary.ts';
import type { MediaMaker } from './media.ts';
import type { Address } from './message.ts';
import { OutgoingCall } from './outgoing-call.ts';
import { PhoneSocket } from './phone-socket.ts';
import { RtpStream } from './rtp-stream.ts';

export type CallerLineOptions = {
  readonly diary: Diary;
  readonly server: Address;
  /** Callers come from the test trunk's address unless told otherwise. */
  readonly host?: string;
  /** A 600 Hz tone on a socket of its own unless given. */
  readonly media?: MediaMaker;
};

/** The world outside: one address from which any number of callers place their calls. */
export class CallerLine {
  readonly diary: Diary;
  readonly server: Address;
  readonly #socket: PhoneSocket;
  readonly #media: MediaMaker;
  /** Those that are not over. */
  readonly #calls = new Set<OutgoingCall>();

  private constructor(socket: PhoneSocket, options: CallerLineOptions, host: string) {
    this.diary = options.diary;
    this.server = options.server;
    this.#socket = socket;
    this.#media = options.media ?? (() => RtpStream.open(host, { kind: 'tone', hertz: 600 }));
  }

  static async open(options: CallerLineOptions): Promise<CallerLine> {
    const host = options.host ?? '127.0.0.2';
    return new CallerLine(await PhoneSocket.open(host, options.diary), options, host);
  }

  /**
   * Places a call; the INVITE is out when this resolves. `number` is the caller's, and its name in the diary.
   */
  async call(number: string, dialled: string): Promise<OutgoingCall> {
    const media = await this.#media();
    const call = new OutgoingCall(this.#socket, { number, dialled, server: this.server, media });
    this.#calls.add(call);
    void call.ended.then(() => this.#calls.delete(call));
    return call;
  }

  /** Hangs up every call that is still there; resolves when all are over, or after a second. */
  async hangUpAll(): Promise<void> {
    const open = [...this.#calls];
    for (const call of open) call.hangUp();
    const all = Promise.all(open.map((call) => call.ended));
    await Promise.race([all, new Promise((passed) => setTimeout(passed, 1_000).unref())]);
  }

  async close(): Promise<void> {
    await this.hangUpAll();
    await Promise.all([...this.#calls].map((call) => call.media.close()));
    await this.#socket.close();
  }
}
