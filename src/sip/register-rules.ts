import type { Now } from '../base/index.ts';
import type { Contact, Refusal, RegistrarRules } from './contact.ts';
import type { OfferedContact, SipEvent } from './sip-edge.ts';
import { isSameUri, parseSipUri, targetUri } from './sip-uri.ts';

export type Register = Extract<SipEvent, { kind: 'registerCame' }>;

/** What a phone's contacts are behind a REGISTER: those that it leaves as they were, and those that it names. */
export type Wanted = { readonly kept: readonly Contact[]; readonly named: readonly Contact[] };

const MS_PER_S = 1_000;
/** An hour: from there on an expiry is never too brief (RFC 3261 10.2.8). */
const LONG_S = 3_600;
/** Whatever is longer is nobody's Call-ID or instance, and is not kept. */
const CHARS_MAX = 256;
const MALFORMED: Refusal = { status: 400 };
/** An update that must not be made fails, and with it the whole request (RFC 3261 10.3, steps 6 to 8). */
const OUT_OF_ORDER: Refusal = { status: 500 };

/**
 * What becomes of the contacts of a phone by a REGISTER (RFC 3261 10.3, RFC 5626 6): all that it asks for, or nothing.
 * `before` are those that are not over. An order that is older than what it would change is refused; one of the same
 * CSeq is the same request once more, whose answer was lost: it is answered again and changes nothing.
 */
export function wantedBy(
  request: Register,
  before: readonly Contact[],
  rules: RegistrarRules,
  now: Now,
): Wanted | Refusal {
  const { asked, contacts, isAll, expiresS } = request;
  if (asked.callId.length > CHARS_MAX) return MALFORMED;
  if (isAll) return contacts.length > 0 || expiresS !== 0 ? MALFORMED : withoutAll(request, before);
  let wanted: Wanted = { kept: before, named: [] };
  for (const offered of contacts) {
    const next = withContact(wanted, offered, request, rules, now);
    if ('status' in next) return next;
    wanted = next;
  }
  return wanted.named.length > rules.contactsMax ? { status: 403 } : wanted;
}

function withoutAll(request: Register, before: readonly Contact[]): Wanted | Refusal {
  if (before.some((contact) => orderOf(request, contact) === 'older')) return OUT_OF_ORDER;
  return { kept: before.filter((contact) => orderOf(request, contact) === 'same'), named: [] };
}

type Order = 'newer' | 'same' | 'older';

/** Orders of another Call-ID cannot be compared: the one that comes last counts. */
function orderOf({ asked }: Register, { callId, sequence }: Contact): Order {
  if (asked.callId !== callId || asked.sequence > sequence) return 'newer';
  return asked.sequence === sequence ? 'same' : 'older';
}

/** One contact of the request; where it names one twice, the last one counts. */
function withContact(
  { kept, named }: Wanted,
  offered: OfferedContact,
  request: Register,
  rules: RegistrarRules,
  now: Now,
): Wanted | Refusal {
  const grantedS = granted(offered.expiresS ?? request.expiresS ?? rules.expiresS.usual, rules);
  if (typeof grantedS !== 'number') return grantedS;
  const contact = contactOf(offered, request, grantedS, now);
  if (contact === undefined) return MALFORMED;
  const isIt = (other: Contact): boolean => isSameContact(contact, other);
  const orders = kept.filter(isIt).map((other) => orderOf(request, other));
  if (orders.includes('older')) return OUT_OF_ORDER;
  if (orders.includes('same')) return { kept, named };
  const without = (contacts: readonly Contact[]) => contacts.filter((other) => !isIt(other));
  return { kept: without(kept), named: [...without(named), ...(grantedS > 0 ? [contact] : [])] };
}

/** Never more than was asked for, and a refusal that says how much must be (RFC 3261 10.3, step 7; 21.4.17). */
function granted(askedS: number, { expiresS: { min, max } }: RegistrarRules): number | Refusal {
  if (askedS > 0 && askedS < Math.min(min, LONG_S))
    return { status: 423, headers: { 'min-expires': String(min) } };
  return Math.min(askedS, max);
}

function contactOf(
  { uri, instance, regId }: OfferedContact,
  { asked }: Register,
  grantedS: number,
  { monoMs }: Now,
): Contact | undefined {
  const parsed = parseSipUri(uri);
  if (parsed === undefined || (instance?.length ?? 0) > CHARS_MAX) return undefined;
  return {
    uri,
    target: targetUri(parsed, asked.source),
    flow: instance === null || regId === null ? null : { instance, regId },
    callId: asked.callId,
    sequence: asked.sequence,
    untilMs: monoMs + MS_PER_S * grantedS,
  };
}

/**
 * A way that a phone has named is the same whatever its address (RFC 5626 6); without a name it is the address that
 * counts.
 */
export function isSameContact(
  one: Pick<Contact, 'flow' | 'uri'>,
  other: Pick<Contact, 'flow' | 'uri'>,
): boolean {
  if (one.flow !== null && other.flow !== null)
    return one.flow.instance === other.flow.instance && one.flow.regId === other.flow.regId;
  if (one.flow !== null || other.flow !== null) return false;
  const [parsed, others] = [parseSipUri(one.uri), parseSipUri(other.uri)];
  return parsed !== undefined && others !== undefined && isSameUri(parsed, others);
}
