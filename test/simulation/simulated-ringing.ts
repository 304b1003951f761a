import type { Clock } from '../../src/base/index.ts';
import type { LegEnd } from '../../src/telephony/index.ts';
import type { RingingCall, SimulatedPhone } from './simulated-phone.ts';

/**
 * What became of ringing. `onEnded` is told once, for all contacts together, unless the ringing was
 * cancelled.
 */
export type RingingEnds = {
  readonly clock: Clock;
  readonly delayMs: () => number;
  readonly onRings: () => void;
  readonly onAnswered: () => void;
  readonly onEnded: (end: LegEnd) => void;
  readonly onRefers: (to: string) => void;
};

/** ITU-T Q.850 causes into which Asterisk turns a phone's SIP status. */
const CAUSES: Readonly<Record<number, number>> = {
  404: 1,
  408: 18,
  480: 19,
  486: 17,
  503: 34,
  600: 17,
  603: 21,
};
/** What a person did says more than silence: the later in the list, the more telling. */
const TELLING = [480, 486, 600, 603];
/** What only a person says, and what a person says where it has rung. */
const DECLINED = [302, 600, 603];
const MAYBE_DECLINED = [480, 486];
/** RFC 3261 timer B: an INVITE that nobody answers is given up after 64 × T1. */
const NOBODY_ANSWERS_MS = 32_000;

/** One offer at all contacts of an account: all ring, the first that answers has the call. */
export class SimulatedRinging {
  readonly #ends: RingingEnds;
  readonly #calls = new Map<SimulatedPhone, RingingCall>();
  readonly #refusals: number[] = [];
  readonly #rang = new Set<SimulatedPhone>();
  /** Phone → when the latest message between it and the exchange arrives; none overtakes another. */
  readonly #latestMs = new Map<SimulatedPhone, number>();
  #hasAnswered = false;

  constructor(ends: RingingEnds) {
    this.#ends = ends;
  }

  start(phones: readonly SimulatedPhone[], callId: string, show: RingingCall['show']): void {
    for (const phone of phones) {
      const call = this.#callFor(phone, callId, show);
      this.#calls.set(phone, call);
      this.#soon(phone, () => {
        if (this.#calls.get(phone) === call) phone.invite(call);
      });
    }
    this.#ends.clock.after(NOBODY_ANSWERS_MS, () => this.#giveUpSilent());
  }

  /** Whether it is this that a telephone has. */
  has(call: RingingCall): boolean {
    return this.#calls.values().some((each) => each === call);
  }

  /** The exchange has died: what was still on its way to a telephone does not come there. */
  lose(): void {
    this.#calls.clear();
  }

  /** The exchange ends it: ringing or talk, at every contact. */
  end(answeredElsewhere = false): void {
    for (const phone of [...this.#calls.keys()]) this.#drop(phone, answeredElsewhere);
  }

  #callFor(phone: SimulatedPhone, callId: string, show: RingingCall['show']): RingingCall {
    const whileMine = (act: () => void) => (): void =>
      this.#soon(phone, () => {
        if (this.#calls.has(phone)) act();
      });
    return {
      callId,
      show,
      onRings: whileMine(() => {
        this.#rang.add(phone);
        this.#ends.onRings();
      }),
      onAnswers: whileMine(() => this.#answered(phone)),
      onRefuses: (status) => whileMine(() => this.#refused(phone, status))(),
      onHangsUp: whileMine(() => this.#hungUp(phone)),
      onRefers: (to) => whileMine(() => this.#ends.onRefers(to))(),
    };
  }

  #answered(winner: SimulatedPhone): void {
    if (this.#hasAnswered) return this.#drop(winner, true);
    this.#hasAnswered = true;
    for (const phone of [...this.#calls.keys()]) if (phone !== winner) this.#drop(phone, true);
    this.#ends.onAnswered();
  }

  /** Who declines at one telephone declines at all. */
  #refused(phone: SimulatedPhone, status: number): void {
    this.#calls.delete(phone);
    if (DECLINED.includes(status) || (this.#rang.has(phone) && MAYBE_DECLINED.includes(status))) {
      for (const other of [...this.#calls.keys()]) this.#drop(other, false);
      return this.#ends.onEnded({ q850: CAUSES[status] ?? 16, sip: status, byUs: false });
    }
    this.#refusals.push(status);
    if (this.#calls.size > 0) return;
    const [sip = 480] = this.#refusals.toSorted((a, b) => TELLING.indexOf(b) - TELLING.indexOf(a));
    this.#ends.onEnded({ q850: CAUSES[sip] ?? 16, sip, byUs: false });
  }

  #hungUp(phone: SimulatedPhone): void {
    this.#calls.delete(phone);
    this.#ends.onEnded({ q850: 16, sip: null, byUs: false });
  }

  #giveUpSilent(): void {
    for (const phone of [...this.#calls.keys()])
      if (phone.current !== this.#calls.get(phone)) this.#refused(phone, 408);
  }

  #drop(phone: SimulatedPhone, answeredElsewhere: boolean): void {
    const call = this.#calls.get(phone);
    this.#calls.delete(phone);
    if (call !== undefined) this.#soon(phone, () => phone.end(call, answeredElsewhere));
  }

  #soon(phone: SimulatedPhone, act: () => void): void {
    const { monoMs } = this.#ends.clock.now();
    const arrivesMs = Math.max(monoMs + this.#ends.delayMs(), this.#latestMs.get(phone) ?? 0);
    this.#latestMs.set(phone, arrivesMs);
    this.#ends.clock.after(arrivesMs - monoMs, act);
  }
}
