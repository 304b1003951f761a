import type { TelephonyCommand } from '../index.ts';
import { AriError, hasStatus, unlessGone, unlessThere } from './ari-error.ts';
import type { AriChannel, Exchange } from './ari-types.ts';
import { inBackground } from './in-background.ts';
import { causeOf } from './leg-ends.ts';
import type { Leg, Legs } from './legs.ts';
import { RUNG, variablesOf } from './marks.ts';
import type { Talks } from './talks.ts';
import { Turns } from './turns.ts';
import type { Ways } from './ways.ts';

type Ring = Extract<TelephonyCommand, { kind: 'ring' }>;
type RingOut = Extract<TelephonyCommand, { kind: 'ringOut' }>;

/** What is to ring: one leg, with a channel for each place. */
type Ringing = {
  readonly legId: string;
  readonly callId: string;
  readonly role: 'operator' | 'supervisor' | 'outside';
  readonly endpoints: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
};

/** The number is known to the carrier alone, if at all (RFC 3323). */
const HIDDEN_LINE = { 'CONNECTEDLINE(num-pres,i)': 'prohib', 'CONNECTEDLINE(name-pres,i)': 'prohib' };

/** Phones of different makers listen to one or the other. */
const AUTO_ANSWER = {
  'PJSIP_HEADER(add,Call-Info)': '<sip:cordboard>;answer-after=0',
  'PJSIP_HEADER(add,Alert-Info)': '<http://cordboard>;info=alert-autoanswer',
};

/**
 * Asterisk itself stops ringing then, should nobody be left who could. Every ring limit of ours is shorter.
 */
const RINGING_S_MAX = 300;
/**
 * A dial right after the create is refused in a few of 100 cases, until the channel has come to our
 * application. Mostly that is the case in the next moment; on a busy machine it may last 10 ms and more.
 */
const DIAL_AGAIN_MS = 5;
const DIAL_LIMIT_MS = 2000;
/** That a dial begins is told within milliseconds, when it is told at all. */
const BEGUN_MS = 200;
const CUT_TRIES_MAX = 2;
/** A contact that lost is told so this often, at most, and so long after the time before. */
const HANG_UP_TRIES_MAX = 5;
const HANG_UP_AGAIN_MS = 500;
/** An offer that hangs does not hold up those after it for longer than this. */
const TURN_LIMIT_MS = 100;

/**
 * Rings operators' phones, one channel for each contact, created at once and dialled in the order of the offers; and
 * people outside.
 */
export class Offers {
  readonly #exchange: Exchange;
  readonly #legs: Legs;
  readonly #ways: Ways;
  readonly #talks: Talks;
  readonly #turns: Turns;
  /** Call whose phone the exchange is just being told to ring → when it has been told. */
  readonly #telling = new Map<string, Promise<void>>();
  /** Channel that is to be dialled → what to do when it has come to our application. */
  readonly #onStart = new Map<string, () => void>();
  /** Channel that is being dialled → what to do when the exchange tells that it has begun. */
  readonly #onDial = new Map<string, () => void>();

  constructor(exchange: Exchange, legs: Legs, ways: Ways, talks: Talks) {
    this.#exchange = exchange;
    this.#legs = legs;
    this.#ways = ways;
    this.#talks = talks;
    this.#turns = new Turns(exchange.clock, TURN_LIMIT_MS);
  }

  /** Rings an operator's phones at all their contacts. Rejects when none can be rung. */
  ring({ legId, callId, phoneIds, show, autoAnswer, marks }: Ring): Promise<void> {
    const variables = {
      'PJSIP_HEADER(add,X-Cordboard-Call)': shown(callId),
      'CONNECTEDLINE(num,i)': shown(show.number),
      'CONNECTEDLINE(name,i)': shown(show.name),
      ...(autoAnswer === true && AUTO_ANSWER),
      ...variablesOf({ role: 'operator', id: callId, ...marks }),
    };
    const endpoints = this.#ways.phones.dialStrings(phoneIds);
    const role = marks.role === 'supervisor' ? 'supervisor' : 'operator';
    return this.#inTurn({ legId, callId, role, endpoints, variables });
  }

  /** Rings somebody outside, who sees a number and nothing else of our house. Rejects when the trunk cannot be used. */
  async ringOut({ legId, callId, to, show, marks }: RingOut): Promise<void> {
    const { endpoint, variables: ofTrunk } = this.#ways.outside(to);
    const line = show.number === null ? HIDDEN_LINE : { 'CONNECTEDLINE(num,i)': shown(show.number) };
    const variables = { ...line, ...ofTrunk, ...variablesOf({ role: 'outside', id: callId, ...marks }) };
    await this.#inTurn({ legId, callId, role: 'outside', endpoints: [endpoint], variables });
  }

  /**
   * Resolves when no phone's ringing for this call is on its way to the exchange, or after a moment. What can
   * wait waits for this: the exchange rings the phone a millisecond or two earlier for it.
   */
  async told(callId: string): Promise<void> {
    await this.#telling.get(callId);
  }

  /** A channel of our own making has come to our application. */
  channelStarted(channelId: string): void {
    this.#onStart.get(channelId)?.();
  }

  /** The exchange has begun to dial this channel, or tells how that goes on. */
  dialTold(channelId: string): void {
    this.#onDial.get(channelId)?.();
  }

  /**
   * Ends channels that a process before us has made and did not come to ring: nobody would ever answer there. Returns
   * the others.
   */
  endNeverRung(channels: readonly AriChannel[]): readonly AriChannel[] {
    const isNeverRung = (channel: AriChannel): boolean =>
      wasNeverRung(channel) && this.#legs.byChannel(channel.id) === undefined;
    for (const { id } of channels.filter(isNeverRung)) this.#hangUp(id, causeOf('normal'));
    return channels.filter((channel) => !isNeverRung(channel));
  }

  /**
   * The first contact has answered: it is the leg, and the others stop ringing without a missed call on them.
   */
  answered(leg: Leg, channelId: string): void {
    this.#endOthers(leg, channelId, 'answered_elsewhere');
  }

  /** Who declines at one phone does not want the call at the others either: these stop ringing. */
  declined(leg: Leg, channelId: string): void {
    this.#endOthers(leg, channelId, 'normal');
  }

  #endOthers(leg: Leg, channelId: string, reason: 'normal' | 'answered_elsewhere'): void {
    for (const other of leg.channels.filter((id) => id !== channelId)) {
      this.#legs.drop(leg, other);
      this.#hangUp(other, causeOf(reason));
    }
  }

  /**
   * A leg that rings already goes on ringing. The next offer has its turn when the dialling of this one has begun, not
   * when it has been answered.
   */
  async #inTurn(ringing: Ringing): Promise<void> {
    const { legId, callId } = ringing;
    if (this.#legs.get(legId) !== undefined) return;
    const { promise: told, resolve } = Promise.withResolvers<void>();
    this.#telling.set(callId, told);
    const cancel = this.#exchange.clock.after(TURN_LIMIT_MS, resolve);
    try {
      await this.#ring(ringing);
    } finally {
      cancel();
      resolve();
      if (this.#telling.get(callId) === told) this.#telling.delete(callId);
    }
  }

  async #ring({ legId, callId, role, endpoints, variables }: Ringing): Promise<void> {
    const channels = endpoints.map((_, place) => `${legId}-${place + 1}`);
    const leg = this.#legs.add({ legId, role, callId, channels });
    const { dialled } = await this.#turns.take(async () => {
      const created = await Promise.allSettled(
        channels.map((channelId, place) => this.#create(channelId, endpoints[place]!, variables)),
      );
      return { dialled: channels.map((channelId, place) => this.#dial(leg, channelId, created[place]!)) };
    });
    this.#talks.prepare(callId);
    this.#judge(leg, await Promise.allSettled(dialled));
  }

  /**
   * Everything that the phone shows and we need to know later is written before it rings. Whatever it asks to be
   * transferred to is told to us and goes nowhere by itself.
   */
  async #create(channelId: string, endpoint: string, variables: Ringing['variables']): Promise<void> {
    const { app, epoch } = this.#exchange;
    const own = { ...variablesOf({ epoch: String(epoch) }), [RUNG]: 'no' };
    const handling = { 'PJSIP_TRANSFER_HANDLING()': 'ari-only', ...own, ...variables };
    const params = { endpoint, app, appArgs: 'leg', channelId, variables: handling };
    await this.#exchange.client().channels.create(params).catch(unlessThere);
  }

  async #dial(leg: Leg, channelId: string, created: PromiseSettledResult<void>): Promise<void> {
    try {
      if (created.status === 'rejected') throw created.reason;
      if (leg.channels.includes(channelId)) await this.#dialAgainAndAgain(channelId);
    } catch (err) {
      this.#legs.drop(leg, channelId);
      // A refused channel does not exist; what may have been made of any other must not ring on.
      if (!isRefusal(created)) this.#hangUp(channelId, causeOf('normal'));
      throw err;
    }
  }

  async #dialAgainAndAgain(channelId: string): Promise<void> {
    const begun = Promise.withResolvers<boolean>();
    this.#onDial.set(channelId, () => begun.resolve(true));
    try {
      await this.#dialUntilTaken(channelId, begun.promise);
    } finally {
      this.#onDial.delete(channelId);
    }
    this.#noteRung(channelId);
  }

  /**
   * Should we die, the next process sees whether this phone may ring. Behind the dial, so that it rings no later for
   * it: should we die between the two, the phone has told by then that it rings.
   */
  #noteRung(channelId: string): void {
    const params = { channelId, variables: { [RUNG]: 'yes' } };
    inBackground(this.#exchange.log, 'note that a phone is rung', () =>
      this.#exchange.client().channels.setChannelVars(params).catch(unlessGone),
    );
  }

  async #dialUntilTaken(channelId: string, begun: Promise<boolean>): Promise<void> {
    const { clock } = this.#exchange;
    const lastMs = clock.now().monoMs + DIAL_LIMIT_MS;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#exchange.client().channels.dial({ channelId, timeout: RINGING_S_MAX });
      } catch (err) {
        if (isCut(err)) {
          if (tries > CUT_TRIES_MAX) throw err;
          if (await this.#hasBegun(channelId, begun)) return;
          continue;
        }
        if (!hasStatus(err, 409) || clock.now().monoMs > lastMs) throw err;
        if (isDialledAlready(err)) return;
      }
      if (tries > 1) await this.#startOf(channelId);
    }
  }

  /**
   * Whether a dial whose answer was cut off has been carried out: Asterisk tells that it begins, or the phone is told
   * to ring already. One that has begun must not be given again.
   */
  async #hasBegun(channelId: string, begun: Promise<boolean>): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const cancel = this.#exchange.clock.after(BEGUN_MS, () => late.resolve(false));
    const isTold = await Promise.race([begun, late.promise]);
    cancel();
    if (isTold) return true;
    const { state } = await this.#exchange.client().channels.get({ channelId });
    return state !== 'Down';
  }

  /** Until the channel has come to our application, or a moment has passed. */
  #startOf(channelId: string): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        cancel();
        this.#onStart.delete(channelId);
        resolve();
      };
      const cancel = this.#exchange.clock.after(DIAL_AGAIN_MS, goOn);
      this.#onStart.set(channelId, goOn);
    });
  }

  /** A leg with no channel left that its own events could end has failed as a whole. */
  #judge(leg: Leg, results: readonly PromiseSettledResult<void>[]): void {
    if (leg.channels.length > 0 || leg.ends.length > 0) return;
    const failure = results.find((result) => result.status === 'rejected');
    if (failure === undefined || this.#legs.get(leg.legId) !== leg) return;
    this.#legs.remove(leg);
    if (leg.callId !== null) this.#talks.closeWhenOver(leg.callId);
    throw asRefusal(failure.reason);
  }

  /** Nobody else knows of this channel any more, and somebody may be listening at it: one request may get lost. */
  #hangUp(channelId: string, cause: number): void {
    inBackground(this.#exchange.log, 'end a contact that lost', async () => {
      const params = { channelId, reason_code: String(cause) };
      for (let tries = 1; ; tries++) {
        try {
          return await this.#exchange.client().channels.hangup(params).catch(unlessGone);
        } catch (err) {
          if (tries === HANG_UP_TRIES_MAX) throw err;
        }
        await new Promise<void>((resolve) => this.#exchange.clock.after(HANG_UP_AGAIN_MS, resolve));
      }
    });
  }
}

/** Until the phone says that it rings, Asterisk shows the same state of one that was told to ring. */
const wasNeverRung = ({ state, channelvars }: AriChannel): boolean =>
  state === 'Down' && channelvars?.[RUNG] === 'no';

function isRefusal(created: PromiseSettledResult<void>): boolean {
  return (
    created.status === 'rejected' && created.reason instanceof AriError && created.reason.reason === 'refused'
  );
}

const isCut = (err: unknown): boolean => err instanceof AriError && err.isCut;

function isDialledAlready(err: unknown): boolean {
  return err instanceof Error && err.message.includes("'Down' state");
}

/** No channel could be made, or it went at once: for the port both are a ring that was refused. */
function asRefusal(reason: unknown): unknown {
  return reason instanceof AriError && reason.reason === 'gone'
    ? new AriError('refused', reason.message, reason.status)
    : reason;
}

/** Quotes and brackets would be read as parts of a header, control characters as the next one. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}"<>\\]/gu, ' ').trim();
}
