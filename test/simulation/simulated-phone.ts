import type { Clock } from '../../src/base/index.ts';

/**
 * What the person at a phone does when it rings. `dead`: nothing is answered at all, as if the cable were
 * pulled.
 */
export type PhoneBehaviour =
  | { readonly kind: 'answer'; readonly afterMs: number; readonly talkMs?: number }
  | { readonly kind: 'ring' }
  | { readonly kind: 'refuse'; readonly status: number; readonly afterMs?: number }
  | { readonly kind: 'dead' };

/** A call at a phone, and what the phone tells the exchange about it. */
export type RingingCall = {
  readonly callId: string;
  readonly show: { readonly number: string; readonly name: string };
  readonly onRings: () => void;
  readonly onAnswers: () => void;
  /** SIP status. */
  readonly onRefuses: (status: number) => void;
  readonly onHangsUp: () => void;
  readonly onRefers: (to: string) => void;
};

export type PhoneDiaryLine = { readonly atMs: number; readonly what: string };

/** One contact of an operator's account: a telephone on a desk, with one line. */
export class SimulatedPhone {
  readonly phoneId: string;
  behaviour: PhoneBehaviour;
  current: RingingCall | null = null;
  state: 'idle' | 'ringing' | 'talking' = 'idle';
  /** How the latest ringing ended that nobody answered: "answered elsewhere" shows no missed call. */
  missedBecause: 'none' | 'cancelled' | 'answered elsewhere' = 'none';
  readonly diary: PhoneDiaryLine[] = [];
  readonly #clock: Clock;
  #cancelPlans: () => void = () => {};

  constructor(phoneId: string, behaviour: PhoneBehaviour, clock: Clock) {
    this.phoneId = phoneId;
    this.behaviour = behaviour;
    this.#clock = clock;
  }

  /** An INVITE arrives. A phone in use is busy. */
  invite(call: RingingCall): void {
    this.#write('rang');
    if (this.behaviour.kind === 'dead') return;
    if (this.current !== null) return call.onRefuses(486);
    this.current = call;
    this.#react(call, this.behaviour);
  }

  /** CANCEL while it rings, BYE in talk. A call that this phone does not have is none to end. */
  end(call: RingingCall, answeredElsewhere: boolean): void {
    if (this.current !== call) return;
    if (this.state === 'ringing') {
      this.missedBecause = answeredElsewhere ? 'answered elsewhere' : 'cancelled';
      this.#write('ringing ended');
    } else this.#write('was hung up');
    this.#free();
  }

  answer(): void {
    if (this.state !== 'ringing') return;
    this.state = 'talking';
    this.#write('answered');
    this.current?.onAnswers();
  }

  refuse(status: number): void {
    if (this.state !== 'ringing') return;
    const call = this.current;
    this.#write('refused');
    this.#free();
    call?.onRefuses(status);
  }

  hangUp(): void {
    if (this.state !== 'talking') return;
    const call = this.current;
    this.#write('hung up');
    this.#free();
    call?.onHangsUp();
  }

  refer(to: string): void {
    if (this.state === 'talking') this.current?.onRefers(to);
  }

  /** The exchange has died: nobody says BYE, the line is silent and the person puts down the receiver. */
  lose(): void {
    if (this.current !== null) this.#free();
  }

  #react(call: RingingCall, behaviour: PhoneBehaviour): void {
    if (behaviour.kind === 'refuse' && behaviour.afterMs === undefined) {
      this.#free();
      return call.onRefuses(behaviour.status);
    }
    this.state = 'ringing';
    call.onRings();
    if (behaviour.kind === 'refuse') this.#later(behaviour.afterMs ?? 0, () => this.refuse(behaviour.status));
    if (behaviour.kind === 'answer') this.#later(behaviour.afterMs, () => this.#talk(behaviour.talkMs));
  }

  #talk(talkMs: number | undefined): void {
    this.answer();
    if (talkMs !== undefined) this.#later(talkMs, () => this.hangUp());
  }

  #free(): void {
    this.#cancelPlans();
    this.current = null;
    this.state = 'idle';
  }

  #later(delayMs: number, act: () => void): void {
    this.#cancelPlans = this.#clock.after(delayMs, act);
  }

  #write(what: string): void {
    this.diary.push({ atMs: this.#clock.now().monoMs, what });
  }
}
