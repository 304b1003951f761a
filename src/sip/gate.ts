import { Bucket, type Now, type Prng, Recent } from '../base/index.ts';
import { CallLimit, type CallLimits } from './call-limit.ts';
import { isScanner } from './scanners.ts';
import { SignIn, type SignInParts } from './sign-in.ts';
import type { SipEvent, Source } from './sip-edge.ts';
import { busy, refusal, type Verdict, type WhyRefused } from './verdict.ts';

/** A request that belongs to no dialog. */
export type NewRequest = Extract<SipEvent, { kind: 'callCame' | 'registerCame' | 'requestCame' }>;
type CallCame = Extract<NewRequest, { kind: 'callCame' }>;

/** How much is let in. */
export type GateRules = {
  /** Calls of trunks and phones together. */
  readonly calls: CallLimits;
  /** Calls of each trunk. */
  readonly trunkCalls: CallLimits;
  /** So much of all of these is kept on top for urgent calls: percent. */
  readonly reservePercent: number;
  /** Requests of one address that is neither a trunk's nor a node's, a second and at one moment. */
  readonly requests: { readonly perSecond: number; readonly burst: number };
};

export type GateParts = SignInParts & {
  readonly rules: GateRules;
  /** The trunk that calls from this address belong to. */
  readonly trunkOf: (address: string) => string | undefined;
  /**
   * The node that this is. It is believed in everything: strangers must not be able to send from its address.
   */
  readonly nodeOf: (source: Source) => string | undefined;
  /** Whether the number dialled, or the caller's, has part in the reserve. */
  readonly isUrgent: (dialled: string, caller: string) => boolean;
  readonly prng: Prng;
};

/**
 * So many addresses are told apart by how much they send; the ones that were silent for longest are forgotten
 * first.
 */
const ADDRESSES_MAX = 10_000;
const FORBIDDEN = 403;

/**
 * Who may come in. Nodes are known by their address and always let in, trunks by theirs and phones by their
 * password as long as there is room; nobody else is. What is refused is refused in few words. To be told of
 * each leg that has ended, and of the loss of the server: calls at once are counted here.
 */
export class Gate {
  readonly #parts: GateParts;
  readonly #signIn: SignIn;
  readonly #calls: CallLimit;
  readonly #trunkCalls = new Map<string, CallLimit>();
  /** Leg of a call that was let in → where it takes room. */
  readonly #letIn = new Map<string, readonly CallLimit[]>();
  readonly #requests = new Recent<Bucket>(ADDRESSES_MAX);
  #isDraining = false;

  constructor(parts: GateParts, now: Now) {
    this.#parts = parts;
    this.#signIn = new SignIn(parts);
    this.#calls = new CallLimit(parts.rules.calls, parts.rules.reservePercent, now);
  }

  /** Calls of trunks and phones that were let in and have not ended. */
  get callsCount(): number {
    return this.#letIn.size;
  }

  /** Never throws, whatever stands in the request. */
  judge(request: NewRequest, now: Now): Verdict {
    const { source } = request.asked;
    const node = this.#parts.nodeOf(source);
    if (node !== undefined) return { kind: 'node', node };
    const trunk = this.#parts.trunkOf(source.address);
    return trunk === undefined ? this.#ofStranger(request, now) : this.#ofTrunk(request, trunk, now);
  }

  /** Any leg that is over, whether it was let in here or not. */
  legEnded(legId: string): void {
    for (const limit of this.#letIn.get(legId) ?? []) limit.callEnded();
    this.#letIn.delete(legId);
  }

  /** All calls are gone at once. */
  serverLost(): void {
    for (const legId of [...this.#letIn.keys()]) this.legEnded(legId);
  }

  /**
   * From now on new calls are told to try elsewhere; phones may register, and nodes may call them, until the
   * end.
   */
  drain(): void {
    this.#isDraining = true;
  }

  #ofTrunk(request: NewRequest, trunk: string, now: Now): Verdict {
    if (request.kind === 'registerCame') return refusal(FORBIDDEN, 'not_for_trunks');
    const why = request.kind === 'callCame' ? this.#noRoom(request, trunk, now) : null;
    return why === null ? { kind: 'trunk', trunk } : busy(why, this.#parts.prng);
  }

  #ofStranger(request: NewRequest, now: Now): Verdict {
    const { asked } = request;
    const { bans } = this.#parts;
    const { address } = asked.source;
    if (bans.isBanned(address, now)) return refusal(FORBIDDEN, 'banned');
    if (isScanner(asked)) {
      const suspects = [{ address, isSure: asked.source.transport !== 'udp' }];
      return refusal(FORBIDDEN, 'scanner', {}, bans.note({ kind: 'scanner', suspects }, now));
    }
    if (!this.#hasPatience(address, now)) return busy('requests_per_second', this.#parts.prng);
    if (request.kind === 'requestCame') return refusal(FORBIDDEN, 'not_for_strangers');
    if (!this.#areAccountsTold()) return busy('no_accounts', this.#parts.prng);
    return request.kind === 'callCame' ? this.#callOfPhone(request, now) : this.#register(request, now);
  }

  /** Without them each right password would be a wrong one, and a house of phones be banned for theirs. */
  #areAccountsTold(): boolean {
    const { accounts } = this.#parts;
    return accounts.areTold || accounts.look();
  }

  #callOfPhone(request: CallCame, now: Now): Verdict {
    const phoneId = this.#signIn.judge({ asked: request.asked, method: 'INVITE' }, now);
    if (typeof phoneId !== 'string') return phoneId;
    const why = this.#noRoom(request, null, now);
    return why === null ? { kind: 'phone', phoneId } : busy(why, this.#parts.prng);
  }

  /** A phone registers itself alone (RFC 3261 10.3, step 4). */
  #register({ asked }: NewRequest, now: Now): Verdict {
    const phoneId = this.#signIn.judge({ asked, method: 'REGISTER' }, now);
    if (typeof phoneId !== 'string') return phoneId;
    return asked.to.user === phoneId ? { kind: 'phone', phoneId } : refusal(FORBIDDEN, 'other_phone');
  }

  /** Null: the call is let in, and takes room until its leg has ended. `trunk` null: it is a phone's. */
  #noRoom({ legId, asked }: CallCame, trunk: string | null, now: Now): WhyRefused | null {
    if (this.#isDraining) return 'draining';
    const isUrgent = (): boolean => this.#parts.isUrgent(asked.dialled, asked.from.user);
    const ofTrunk = trunk === null ? null : this.#limitOf(trunk, now);
    const whyOfTrunk = ofTrunk?.refusal(isUrgent, now) ?? null;
    if (whyOfTrunk !== null) return `trunk_${whyOfTrunk}`;
    const why = this.#calls.refusal(isUrgent, now);
    if (why !== null) return why;
    const limits = ofTrunk === null ? [this.#calls] : [this.#calls, ofTrunk];
    for (const limit of limits) limit.callBegan();
    this.#letIn.set(legId, limits);
    return null;
  }

  #limitOf(trunk: string, now: Now): CallLimit {
    const known = this.#trunkCalls.get(trunk);
    if (known !== undefined) return known;
    const { trunkCalls, reservePercent } = this.#parts.rules;
    const limit = new CallLimit(trunkCalls, reservePercent, now);
    this.#trunkCalls.set(trunk, limit);
    return limit;
  }

  #hasPatience(address: string, now: Now): boolean {
    const { perSecond, burst } = this.#parts.rules.requests;
    const bucket = this.#requests.get(address) ?? new Bucket(burst, now);
    this.#requests.put(address, bucket);
    return bucket.take(perSecond, burst, now);
  }
}
