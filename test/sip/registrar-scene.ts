import { SimulatedClock } from '../../src/base/index.ts';
import {
  type OfferedContact,
  Registrar,
  type SipCommand,
  type SipEvent,
  type Source,
} from '../../src/sip/index.ts';
import type { RegistrarChange } from '../../src/sip/registrar.ts';

export type Wanted = {
  readonly contacts?: readonly (string | Partial<OfferedContact>)[];
  readonly isAll?: boolean;
  readonly expiresS?: number | null;
  readonly callId?: string;
  readonly sequence?: number;
  readonly source?: Partial<Source>;
};

const SOURCE: Source = { address: '203.0.113.9', port: 40_213, transport: 'udp' };
const NOT_SAID = { expiresS: null, instance: null, regId: null };

/** The addresses of a phone's first, second … place. */
export const place = (number: number): string => `sip:anna@192.168.1.${number}:5060`;
export const targetAt = (port: number): string => `sip:anna@203.0.113.9:${port}`;

/** A REGISTER of somebody whom the gate has let through. */
function registerCame(requestId: string, wanted: Wanted): Extract<SipEvent, { kind: 'registerCame' }> {
  const { contacts = [], isAll = false, expiresS = null, callId = 'c1', sequence = 1, source } = wanted;
  return {
    kind: 'registerCame',
    requestId,
    asked: {
      source: { ...SOURCE, ...source },
      dialled: '',
      from: { user: 'anna', host: 'cordboard.example', name: '' },
      to: { user: 'anna', host: 'cordboard.example' },
      uri: 'sip:cordboard.example',
      callId,
      sequence,
      headers: {},
    },
    contacts: contacts.map((contact) =>
      typeof contact === 'string'
        ? { uri: contact, ...NOT_SAID }
        : { uri: place(1), ...NOT_SAID, ...contact },
    ),
    isAll,
    expiresS,
  };
}

/** A registrar on a clock of its own, and one who notes what it says. */
export class RegistrarScene {
  readonly registrar: Registrar;
  readonly clock: SimulatedClock;
  readonly changes: RegistrarChange[] = [];
  #count = 0;

  constructor(clock = new SimulatedClock(), registrar = new Registrar()) {
    this.clock = clock;
    this.registrar = registrar;
  }

  get now() {
    return this.clock.now();
  }

  /** The answer: what stands there now as "address expiry", or the status of a refusal. */
  register(wanted: Wanted, phoneId = 'anna'): readonly string[] | number {
    const answer = this.answer(wanted, phoneId);
    if (answer.kind === 'acceptRegister')
      return answer.contacts.map(({ uri, expiresS }) => `${uri} ${expiresS}`);
    return answer.kind === 'refuse' ? answer.status : Number.NaN;
  }

  answer(wanted: Wanted, phoneId = 'anna'): SipCommand {
    this.#count += 1;
    const request = registerCame(`r${this.#count}`, wanted);
    const { answer, changes } = this.registrar.register(phoneId, request, this.now);
    this.changes.push(...changes);
    return answer;
  }

  targets(phoneId = 'anna'): readonly string[] {
    return this.registrar.targetsOf(phoneId, this.now);
  }

  /** Time goes by in steps of half a second; each ping is answered, or not, after `tookMs`. */
  pass(durationMs: number, answers: (uri: string) => number | null = () => 200, tookMs?: number): void {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 500) {
      for (const { pingId, uri, withinMs } of this.registrar.pingsDue(this.now)) {
        const status = answers(uri);
        this.clock.after(tookMs ?? (status === null ? withinMs : 20), () => {
          this.changes.push(...this.registrar.pinged({ pingId, status }, this.now));
        });
      }
      this.clock.advance(500);
      this.changes.push(...this.registrar.expire(this.now));
    }
  }

  /** Whether phones have become reachable or not since the last look: "+anna", "-anna". */
  presence(): readonly string[] {
    return this.changes.splice(0).flatMap((change) => {
      if (change.kind === 'contactsChanged') return [];
      return `${change.kind === 'phoneReachable' ? '+' : '-'}${change.phoneId}`;
    });
  }

  /** What is kept of each phone, by what the changes say. */
  kept(): ReadonlyMap<string, Extract<RegistrarChange, { kind: 'contactsChanged' }>> {
    const kept = new Map<string, Extract<RegistrarChange, { kind: 'contactsChanged' }>>();
    for (const change of this.changes)
      if (change.kind === 'contactsChanged') kept.set(change.phoneId, change);
    return kept;
  }
}
