import { type Now, Recent } from '../base/index.ts';
import {
  type Contact,
  type KeptContact,
  type KeptPhone,
  type RegistrarRules,
  USUAL_RULES,
} from './contact.ts';
import { PING_MS_MAX, Reach } from './contact-reach.ts';
import { isSameContact, type Register, type Wanted, wantedBy } from './register-rules.ts';
import type { SipCommand, SipEvent } from './sip-edge.ts';

/** What has become different by an event or by time. */
export type RegistrarChange =
  /** All that is to be kept of the phone now; none: it can be forgotten. */
  | ({ readonly kind: 'contactsChanged' } & KeptPhone)
  /** Exactly one for each change, and for each phone they take turns. */
  | { readonly kind: 'phoneReachable'; readonly phoneId: string }
  | { readonly kind: 'phoneUnreachable'; readonly phoneId: string };

export type Registered = { readonly answer: SipCommand; readonly changes: readonly RegistrarChange[] };

type Ping = Extract<SipCommand, { kind: 'ping' }>;
type Pinged = Extract<SipEvent, { kind: 'pinged' }>;
type Held = { readonly contact: Contact; readonly reach: Reach };
/** `held`: the one that has not registered for the longest time first. */
type Phone = { held: readonly Held[]; isReachable: boolean };

const MS_PER_S = 1_000;
/** At one look no more are asked: phones that all come back at one moment are not asked at one moment for ever. */
const PINGS_AT_ONCE_MAX = 100;
/** So many pings under way are remembered: more than can be in the time that one takes. */
const PINGS_MAX = 10_000;

/**
 * Where phones can be reached: several contacts each, for as long as they say so again and again (RFC 3261 10.3). Who
 * registers here has proven to be a phone that is known, so there are at most as many as phones times contacts.
 * Contacts that do not answer to OPTIONS are not rung until they answer or register again.
 */
export class Registrar {
  readonly #rules: RegistrarRules;
  readonly #phones = new Map<string, Phone>();
  /** Ping → the phone that was asked. */
  readonly #asked = new Recent<string>(PINGS_MAX);
  #pingCount = 0;

  constructor(rules: RegistrarRules = USUAL_RULES) {
    this.#rules = rules;
  }

  get reachablePhones(): readonly string[] {
    return [...this.#phones].filter(([, { isReachable }]) => isReachable).map(([phoneId]) => phoneId);
  }

  /** `phoneId`: who has proven to be this phone. */
  register(phoneId: string, request: Register, now: Now): Registered {
    const { requestId } = request;
    const phone = this.#phones.get(phoneId) ?? { held: [], isReachable: false };
    const before = phone.held.filter(isLiving(now));
    const wanted = wantedBy(
      request,
      before.map(({ contact }) => contact),
      this.#rules,
      now,
    );
    if ('status' in wanted) return { answer: { kind: 'refuse', id: requestId, ...wanted }, changes: [] };
    const held = this.#heldBy(wanted, before, now);
    const changes = this.#change(phoneId, phone, held, now);
    const contacts = held.map(({ contact: { uri, untilMs } }) => {
      return { uri, expiresS: Math.ceil((untilMs - now.monoMs) / MS_PER_S) };
    });
    return { answer: { kind: 'acceptRegister', requestId, contacts }, changes };
  }

  /**
   * The addresses to ring for a call to this phone, the one that has registered last first; none: it cannot be reached.
   * Of several ways to the same device one is rung (RFC 5626 7).
   */
  targetsOf(phoneId: string, now: Now): readonly string[] {
    const targets = new Map<string, string>();
    const held = this.#phones.get(phoneId)?.held.filter(isLiving(now)) ?? [];
    for (const { contact, reach } of held.toReversed()) {
      const device = contact.flow?.instance ?? contact.target;
      if (reach.answers && !targets.has(device)) targets.set(device, contact.target);
    }
    return [...new Set(targets.values())];
  }

  /**
   * What a process before has kept. Whatever has been said since counts more; phones that are known no more, and
   * contacts that are over, are dropped. All are taken to be there until they do not answer.
   */
  restore(
    phones: readonly KeptPhone[],
    isKnown: (phoneId: string) => boolean,
    now: Now,
  ): readonly RegistrarChange[] {
    return phones.flatMap(({ phoneId, contacts }) => {
      if (!isKnown(phoneId)) return [{ kind: 'contactsChanged', phoneId, contacts: [] } as const];
      const phone = this.#phones.get(phoneId) ?? { held: [], isReachable: false };
      const isNew = (contact: Contact): boolean =>
        !phone.held.some((other) => isSameContact(other.contact, contact));
      const before = contacts.map((kept) => this.#again(kept, now)).filter(isNew);
      const held = [...before.map((contact) => ({ contact, reach: new Reach(now) })), ...phone.held];
      const fitting = held.filter(isLiving(now)).slice(-this.#rules.contactsMax);
      return this.#change(phoneId, phone, fitting, now);
    });
  }

  /** Phones that are known no more are forgotten. */
  keepOnly(isKnown: (phoneId: string) => boolean, now: Now): readonly RegistrarChange[] {
    const others = [...this.#phones].filter(([phoneId]) => !isKnown(phoneId));
    return others.flatMap(([phoneId, phone]) => this.#change(phoneId, phone, [], now));
  }

  /** Contacts whose time is over are gone. To be asked each second or so. */
  expire(now: Now): readonly RegistrarChange[] {
    return [...this.#phones].flatMap(([phoneId, phone]) => {
      return this.#change(phoneId, phone, phone.held.filter(isLiving(now)), now);
    });
  }

  /**
   * Whom to ask now whether they are there, which also keeps their way through a router open; those that wait for the
   * longest time first. To be called each second or more often.
   */
  pingsDue(now: Now): readonly Ping[] {
    const due = [...this.#phones].flatMap(([phoneId, { held }]) =>
      held.filter(isLiving(now)).flatMap((one) => (one.reach.dueMs <= now.monoMs ? { phoneId, ...one } : [])),
    );
    const first = due
      .toSorted((one, other) => one.reach.dueMs - other.reach.dueMs)
      .slice(0, PINGS_AT_ONCE_MAX);
    return first.map(({ phoneId, contact, reach }) => {
      this.#pingCount += 1;
      const pingId = `contact-${this.#pingCount}`;
      this.#asked.put(pingId, phoneId);
      reach.ask(pingId, now);
      return { kind: 'ping', pingId, uri: contact.target, withinMs: PING_MS_MAX };
    });
  }

  /** What became of a ping; one that is not ours changes nothing. */
  pinged({ pingId, status }: Pick<Pinged, 'pingId' | 'status'>, now: Now): readonly RegistrarChange[] {
    const phoneId = this.#asked.get(pingId);
    const phone = phoneId === undefined ? undefined : this.#phones.get(phoneId);
    this.#asked.delete(pingId);
    if (phoneId === undefined || phone === undefined) return [];
    for (const { reach } of phone.held) reach.heard(pingId, status, now);
    return this.#change(phoneId, phone, phone.held.filter(isLiving(now)), now);
  }

  /** The SIP server is gone: no answer to what was asked through it says anything about phones. */
  forgetPings(now: Now): void {
    for (const { held } of this.#phones.values()) for (const { reach } of held) reach.forgetAsked(now);
  }

  #heldBy({ kept, named }: Wanted, before: readonly Held[], now: Now): readonly Held[] {
    const heldOn = before.filter(({ contact }) => kept.includes(contact));
    const heldNew = named.map((contact): Held => {
      const same = before.find(
        (other) => other.contact.target === contact.target && isSameContact(other.contact, contact),
      );
      if (same === undefined) return { contact, reach: new Reach(now) };
      same.reach.registered(now);
      return { contact, reach: same.reach };
    });
    return [...this.#withRoomFor(heldNew.length, heldOn), ...heldNew];
  }

  /**
   * When there are too many, one that does not answer goes first. Else it is the one that has not registered for the
   * longest time: whoever lives says so again and again, so this one is the likeliest to be gone, a phone that was
   * started anew with another address.
   */
  #withRoomFor(count: number, held: readonly Held[]): readonly Held[] {
    const excess = count + held.length - this.#rules.contactsMax;
    if (excess <= 0) return held;
    const [silent, answering] = [
      held.filter(({ reach }) => !reach.answers),
      held.filter(({ reach }) => reach.answers),
    ];
    const leaving = new Set([...silent, ...answering].slice(0, excess));
    return held.filter((one) => !leaving.has(one));
  }

  #change(phoneId: string, phone: Phone, held: readonly Held[], now: Now): readonly RegistrarChange[] {
    const changes: RegistrarChange[] = [];
    const isSame =
      held.length === phone.held.length && held.every((one, at) => one.contact === phone.held[at]?.contact);
    const isReachable = held.some(({ reach }) => reach.answers);
    if (!isSame)
      changes.push({ kind: 'contactsChanged', phoneId, contacts: held.map((one) => keptOf(one, now)) });
    if (isReachable !== phone.isReachable)
      changes.push({ kind: isReachable ? 'phoneReachable' : 'phoneUnreachable', phoneId });
    phone.held = held;
    phone.isReachable = isReachable;
    if (held.length === 0) this.#phones.delete(phoneId);
    else this.#phones.set(phoneId, phone);
    return changes;
  }

  /** The wall clock may have been set meanwhile: nothing lasts longer than it could have been granted. */
  #again({ untilWallMs, ...said }: KeptContact, { monoMs, wallMs }: Now): Contact {
    const leftMs = Math.min(untilWallMs - wallMs, MS_PER_S * this.#rules.expiresS.max);
    return { ...said, untilMs: monoMs + leftMs };
  }
}

const isLiving =
  ({ monoMs }: Now) =>
  ({ contact }: Held): boolean =>
    contact.untilMs > monoMs;

function keptOf({ contact: { untilMs, ...said } }: Held, { monoMs, wallMs }: Now): KeptContact {
  return { ...said, untilWallMs: Math.round(wallMs + untilMs - monoMs) };
}
