import type { OfferedContact } from '../index.ts';
import { parseAddress, placeOf, splitAtCommas } from './address.ts';
import { type HeaderLine, valuesOf } from './header-lines.ts';

/** What a REGISTER wants (RFC 3261 10.2). */
export type Wanted = {
  readonly contacts: readonly OfferedContact[];
  readonly isAll: boolean;
  readonly expiresS: number | null;
};

const SECONDS_MAX = 2 ** 32 - 1;
const REG_ID_MAX = 2 ** 31 - 1;

/**
 * Null when anything in it is not as the RFC has it: the whole request is then refused, none of it is carried
 * out.
 */
export function readRegister(lines: readonly HeaderLine[]): Wanted | null {
  const expiresS = readExpires(valuesOf(lines, 'expires'));
  const values = valuesOf(lines, 'contact').map(splitAtCommas);
  if (expiresS === undefined || values.includes(null)) return null;
  const texts = values.flatMap((parts) => parts ?? []);
  if (texts.includes('*')) {
    const isSound = texts.length === 1 && expiresS === 0;
    return isSound ? { contacts: [], isAll: true, expiresS } : null;
  }
  const contacts = texts.map(readContact);
  return contacts.includes(null) ? null : { contacts: contacts.filter(isThere), isAll: false, expiresS };
}

const isThere = <T>(value: T | null): value is T => value !== null;

function readContact(text: string): OfferedContact | null {
  const address = parseAddress(text);
  const place = address === null || !/^sips?:/i.test(address.uri) ? null : placeOf(address.uri);
  if (address === null || place === null) return null;
  const expires = address.parameters.get('expires');
  const expiresS = readExpires(expires === undefined ? [] : [expires]);
  const regId = readNumber(address.parameters.get('reg-id'), REG_ID_MAX);
  if (expiresS === undefined || regId === undefined) return null;
  return { uri: address.uri, expiresS, instance: readInstance(address.parameters), regId };
}

/** `+sip.instance="<urn:uuid:…>"` (RFC 5626 4.1), without the angle brackets. */
function readInstance(parameters: ReadonlyMap<string, string>): string | null {
  return /^<([^<>]+)>$/.exec(parameters.get('+sip.instance') ?? '')?.[1] ?? null;
}

function readExpires(values: readonly string[]): number | null | undefined {
  return values.length > 1 ? undefined : readNumber(values[0], SECONDS_MAX);
}

/** Null when it is not given, undefined when it is no whole number; more than `max` counts as `max`. */
function readNumber(text: string | undefined, max: number): number | null | undefined {
  if (text === undefined) return null;
  return /^\d{1,15}$/.test(text) ? Math.min(Number(text), max) : undefined;
}
