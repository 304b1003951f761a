import type { Clock } from '../../base/index.ts';
import { assertNever } from '../../base/index.ts';
import type { SipCommand, SipEdge, SipEvent } from '../index.ts';
import { CallerLeg } from './caller-leg.ts';
import { Connection, type ServerAddress } from './connection.ts';
import { type Dial, DialledLeg } from './dialled-leg.ts';
import { Legs } from './legs.ts';
import { createSrf, type Request, type Response, type SendHeaders } from './library.ts';
import { OpenRequests } from './open-requests.ts';
import { passOn } from './passing-on.ts';
import { Pings } from './pings.ts';
import { Reception } from './reception.ts';
import { ALLOW, refuse, sendable } from './replies.ts';
import { signIn } from './sign-ins.ts';
import type { Neighbours } from './talk.ts';
import { type EdgeLog, LIMITS, type Limits, type Whole } from './whole.ts';

export type DrachtioOptions = {
  /** Where the server's application port is. Whoever reaches it may call in our name: it must be private. */
  readonly server: ServerAddress;
  readonly clock: Clock;
  readonly log: EdgeLog;
  /** Others than the usual ones, for tests. */
  readonly limits?: Partial<Limits>;
};

/** The SIP server is a drachtio-server of version 0.9 or later. */
export function createDrachtioEdge(options: DrachtioOptions): SipEdge {
  return new DrachtioEdge(options);
}

class DrachtioEdge implements SipEdge {
  readonly #whole: Whole;
  readonly #connection: Connection;
  readonly #legs = new Legs();
  readonly #open: OpenRequests;
  readonly #pings: Pings;
  readonly #neighbours: Neighbours;
  #onEvent: (event: SipEvent) => void = () => {};

  constructor({ server, clock, log, limits }: DrachtioOptions) {
    this.#whole = {
      srf: createSrf(),
      clock,
      log,
      limits: { ...LIMITS, ...limits },
      emit: (event) => queueMicrotask(() => this.#onEvent(event)),
    };
    this.#open = new OpenRequests(this.#whole);
    this.#pings = new Pings(this.#whole);
    this.#neighbours = { open: this.#open, legOf: (ids) => this.#legs.legOf(ids) };
    // Handlers that are registered later would make the server send each of them a share of the calls once
    // more.
    new Reception(this.#whole, { open: this.#open, callCame: (...call) => this.#callCame(...call) });
    this.#connection = new Connection(this.#whole, server, {
      onBack: () => this.#whole.emit({ kind: 'serverBack' }),
      onLost: (isOpen) => this.#lost(isOpen),
    });
  }

  async listen(onEvent: (event: SipEvent) => void): Promise<void> {
    this.#onEvent = onEvent;
    await this.#connection.start();
  }

  execute(command: SipCommand): void {
    switch (command.kind) {
      case 'dial':
        return this.#dial(command);
      case 'progress':
        return this.#legs.get(command.legId)?.progress(command.status, command.sdp);
      case 'answer':
        return this.#legs.get(command.legId)?.answer(command.sdp);
      case 'confirm':
        return this.#legs.get(command.legId)?.confirm(command.sdp);
      case 'end':
        return this.#legs.get(command.legId)?.end(command.reason);
      case 'refuse':
        return this.#refuse(command.id, command.status, sendable(command.headers ?? {}));
      case 'accept':
        return this.#accept(command.id);
      case 'acceptRegister':
        return this.#acceptRegister(command);
      case 'offer':
        return this.#offer(command);
      case 'answerOffer':
      case 'refuseOffer':
        return this.#replyToOffer(command);
      case 'passOn':
        return this.#passOn(command);
      case 'signIn':
        return this.#connection.isUp ? signIn(this.#whole, command) : undefined;
      case 'ping':
        return this.#connection.isUp ? this.#pings.send(command) : undefined;
      default:
        return assertNever(command);
    }
  }

  async close(): Promise<void> {
    this.#onEvent = () => {};
    this.#forgetAll();
    await this.#connection.close();
  }

  #callCame(legId: string, request: Request, response: Response): void {
    const came = { legId, request, response };
    this.#legs.add(new CallerLeg(this.#whole, came, this.#neighbours, (...end) => this.#legEnded(...end)));
  }

  #dial(command: Dial): void {
    const { legId } = command;
    if (this.#legs.has(legId)) return;
    if (!this.#connection.isUp) return this.#legEnded(legId, 503, '');
    const leg = new DialledLeg(this.#whole, legId, this.#neighbours, (...end) => this.#legEnded(...end));
    this.#legs.add(leg);
    leg.dial(command);
  }

  #legEnded(legId: string, status: number | null, reason: string): void {
    this.#legs.remove(legId);
    this.#whole.emit({ kind: 'legEnded', legId, status, reason });
  }

  #refuse(id: string, status: number, headers: SendHeaders): void {
    const open = this.#open.take(id);
    if (open !== undefined) refuse(open.response, status, headers);
    else this.#legs.get(id)?.refuse(status, headers);
  }

  #accept(id: string): void {
    const open = this.#open.take(id);
    if (open === undefined) return;
    const asksWhatWeCan = open.request.method === 'OPTIONS';
    open.response.send(200, asksWhatWeCan ? { headers: { allow: ALLOW } } : {});
  }

  #acceptRegister({ requestId, contacts }: Extract<SipCommand, { kind: 'acceptRegister' }>): void {
    const values = contacts.map(({ uri, expiresS }) => `<${uri}>;expires=${expiresS}`);
    const open = this.#open.take(requestId);
    open?.response.send(200, values.length === 0 ? {} : { headers: { contact: values.join(', ') } });
  }

  #offer({ legId, offerId, sdp }: Extract<SipCommand, { kind: 'offer' }>): void {
    this.#legs.get(legId)?.whenUp((talk) => {
      if (talk !== null) talk.offers.offer(offerId, sdp);
      else this.#whole.emit({ kind: 'offerRefused', legId, offerId, status: 481 });
    });
  }

  #replyToOffer(command: Extract<SipCommand, { kind: 'answerOffer' | 'refuseOffer' }>): void {
    const offers = this.#legs.get(command.legId)?.talk?.offers;
    if (command.kind === 'answerOffer') offers?.answerOffer(command.offerId, command.sdp);
    else offers?.refuseOffer(command.offerId, command.status);
  }

  #passOn({ requestId, legId, replaces }: Extract<SipCommand, { kind: 'passOn' }>): void {
    const open = this.#open.take(requestId);
    if (open === undefined) return;
    const to = this.#legs.get(legId)?.talk?.dialog;
    if (to === undefined) return refuse(open.response, 481);
    passOn(this.#whole, { open, to, replaces: replaces === null ? null : this.#legs.dialogOf(replaces) });
  }

  /** On a connection that stands, what is given up here is ended there too, when the server reads on. */
  #lost(isOpen: boolean): void {
    if (isOpen) {
      this.#legs.leaveAll();
      this.#open.refuseAll();
    }
    this.#forgetAll();
    this.#whole.emit({ kind: 'serverLost' });
  }

  #forgetAll(): void {
    this.#legs.forgetAll();
    this.#open.forgetAll();
    this.#pings.forgetAll();
  }
}
