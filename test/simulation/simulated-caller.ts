/** What the exchange does when a caller acts. */
export type CallerEnds = {
  readonly onPresses: (digit: string) => void;
  readonly onSpeaks: (isSpeaking: boolean) => void;
  readonly onHangsUp: () => void;
};

/** Somebody who called the hotline, or a phone that called a feature code. */
export class SimulatedCaller {
  readonly number: string;
  readonly dialled: string;
  /** The call's id: that of the first leg. */
  readonly callId: string;
  /** The leg at the exchange; another one on each node to which the caller is brought. */
  legId: string;
  /** Where that leg is. */
  node = '';
  /** overflow: the exchange's own last resort has the caller. */
  state: 'calling' | 'connected' | 'overflow' | 'gone' = 'calling';
  /** How the exchange ended the call: a SIP status before the answer, 200 after it; null while it has not. */
  endedWith: number | null = null;
  /** The digits that were sent to this caller. */
  keysHeard = '';
  /** Nobody listened when the caller came: the dialplan's net plays music and offers the caller again. */
  isInNet = false;
  #ends: CallerEnds;

  constructor(identity: Pick<SimulatedCaller, 'number' | 'dialled' | 'legId'>, ends: CallerEnds) {
    this.callId = identity.legId;
    this.number = identity.number;
    this.dialled = identity.dialled;
    this.legId = identity.legId;
    this.#ends = ends;
  }

  /** Whoever put the caller through has found another node. */
  goesOn(legId: string, ends: CallerEnds): void {
    this.legId = legId;
    this.#ends = ends;
  }

  press(digit: string): void {
    if (this.state === 'connected') this.#ends.onPresses(digit);
  }

  /** Begins to say something, or ceases to. */
  speak(isSpeaking: boolean): void {
    if (this.state === 'connected') this.#ends.onSpeaks(isSpeaking);
  }

  hangUp(): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    this.#ends.onHangsUp();
  }

  connect(): void {
    if (this.state === 'calling') this.state = 'connected';
  }

  overflow(): void {
    if (this.state !== 'gone') this.state = 'overflow';
  }

  /** The exchange ends the call, with this status if it was not answered. */
  end(status: number): void {
    if (this.state === 'gone') return;
    this.endedWith = this.state === 'calling' ? status : 200;
    this.state = 'gone';
  }
}
