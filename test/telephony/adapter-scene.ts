import { pino } from 'pino';
import { type Clock, SimulatedClock } from '../../src/base/index.ts';
import { systemClock } from '../../src/machine/system-clock.ts';
import { createAriTelephony } from '../../src/telephony/ari/index.ts';
import type { Telephony, TelephonyCommand, TelephonyEvent } from '../../src/telephony/index.ts';
import { eventually } from '../kit/eventually.ts';
import { FakeAri } from './fake-ari.ts';

export const USER = 'cordboard';
export const PASSWORD = 'very secret';
export const NODE = 'north';

/** The adapter on an exchange that answers as a test wants. */
export class AdapterScene {
  readonly ari: FakeAri;
  readonly events: TelephonyEvent[] = [];
  /** How often the adapter has said that another process took its place. */
  replacements = 0;
  mayAct = true;
  /** On the machine's clock; a test may put one on a clock that stands still in its place. */
  telephony: Telephony;

  private constructor(ari: FakeAri) {
    this.ari = ari;
    this.telephony = this.#adapterOn(systemClock);
  }

  static async open(): Promise<AdapterScene> {
    return new AdapterScene(await FakeAri.open());
  }

  /** From here on no time passes for the adapter but what the test lets pass. */
  stopClock(): SimulatedClock {
    const clock = new SimulatedClock();
    this.telephony = this.#adapterOn(clock);
    return clock;
  }

  listen(): Promise<void> {
    return this.telephony.listen((event) => this.events.push(event));
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind);
  }

  async heard(kind: TelephonyEvent['kind'], times = 1): Promise<void> {
    const isHeard = (): true | undefined =>
      this.kinds().filter((each) => each === kind).length >= times || undefined;
    await eventually(`${times} × ${kind}`, isHeard);
  }

  arrives(id: string): void {
    const args = ['caller', id, '1800000000', '100'];
    this.ari.say({ type: 'StasisStart', args, channel: channel(id) });
  }

  async close(): Promise<void> {
    await this.telephony.close();
    await this.ari.close();
  }

  #adapterOn(clock: Clock): Telephony {
    const log = pino({ level: 'silent' });
    const onReplaced = (): void => {
      this.replacements += 1;
    };
    const { url } = this.ari;
    return createAriTelephony({
      node: NODE,
      isBehindEdge: false,
      url,
      user: USER,
      password: PASSWORD,
      app: 'cordboard',
      clock,
      log,
      onReplaced,
      leader: { epoch: 7, mayAct: () => this.mayAct },
    });
  }
}

/** Whom its channels show. */
export const CALLER = { number: '+7916', name: '' } as const;

/** A caller's channel as the exchange describes it. */
export function channel(id: string, more: Readonly<Record<string, unknown>> = {}) {
  const dialplan = { app_name: 'Stasis', app_data: 'cordboard,caller' };
  return { id, name: `PJSIP/trunk-local-${id}`, state: 'Ring', caller: CALLER, dialplan, ...more };
}

export function ringCommand(legId: string, callId = 'call', phoneId = '1001'): TelephonyCommand {
  const show = { number: '+7916\r\nX-Evil: 1', name: 'Anna "A" <sip:x@y>' };
  return { kind: 'ring', node: NODE, legId, callId, phoneIds: [phoneId], show, marks: { attempt: '3' } };
}
