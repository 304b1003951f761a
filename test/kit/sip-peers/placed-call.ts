import { eventually } from '../eventually.ts';
import { Dialog } from '../phones/dialog.ts';
import { type Header, header, newBranch, randomWord, type SipMessage, uriOf } from '../phones/message.ts';
import type { Received, SipSocket } from '../phones/sip-socket.ts';
import { PeerCall, withSdp } from './peer-call.ts';

export type PlacedCallOptions = {
  readonly to: string;
  /** User and display name of From. */
  readonly user: string;
  readonly name?: string;
  /** The offer; "" leaves it to the other side. */
  readonly sdp: string;
  /** The answer in the ACK, when the offer came from the other side. */
  readonly answer?: string;
  readonly allow?: string;
  readonly extra?: readonly Header[];
};

/** A call that a peer has placed. */
export class PlacedCall extends PeerCall {
  /** Responses to the INVITE, in their order; 100 is not among them. */
  readonly responses: SipMessage[] = [];
  readonly #sequence: number;
  readonly #branch = newBranch();
  readonly #invite: string;
  readonly #answer: string;

  constructor(socket: SipSocket, options: PlacedCallOptions) {
    const { to, user, name = '', sdp, answer = '', extra = [] } = options;
    const own = `sip:${user}@${socket.address.host}:${socket.address.port}`;
    const dialog = new Dialog(socket, {
      callId: `${randomWord()}@peer`,
      local: `${name === '' ? '' : `"${name}" `}<${own}>;tag=${randomWord(4)}`,
      remote: `<${to}>`,
      contact: `<${own}>`,
      remoteTarget: to,
      routes: [],
    });
    super(socket, dialog, sdp === '' ? answer : sdp);
    if (options.allow !== undefined) this.allow = options.allow;
    this.#answer = answer;
    this.#sequence = dialog.nextSequence();
    const lines: Header[] = [['Allow', this.allow], ...extra, ...withSdp(sdp)];
    this.#invite = dialog.text('INVITE', this.#sequence, this.#branch, { extra: lines, body: sdp });
    const onResponse = ({ message }: Received): void => this.#onResponse(message);
    socket.request({
      text: this.#invite,
      branch: this.#branch,
      method: 'INVITE',
      to: dialog.nextHop(),
      onResponse,
    });
  }

  get status(): number {
    return this.responses.at(-1)?.status ?? 0;
  }

  /** Waits for a response of this status. */
  until(status: number): Promise<SipMessage> {
    const found = (): SipMessage | undefined => this.responses.find((each) => each.status === status);
    return eventually(`the caller hears ${status}`, found);
  }

  cancel(reason = ''): void {
    const text = PeerCall.cancelOf(this.#invite, reason);
    const to = this.dialog.nextHop();
    this.socket.request({ text, branch: this.#branch, method: 'CANCEL', to, onResponse: () => undefined });
  }

  repeated2xx(): void {
    this.dialog.acknowledge(this.#sequence);
  }

  #onResponse(message: SipMessage): void {
    if (message.status === 100) return;
    this.responses.push(message);
    if (message.status < 200) return;
    this.isUp = message.status < 300;
    this.isOver = !this.isUp;
    if (this.isUp) {
      this.dialog.remote = header(message, 'to');
      this.dialog.remoteTarget = uriOf(header(message, 'contact'));
    }
    this.acknowledge(message, this.#sequence, this.#branch, this.#answer);
  }
}
