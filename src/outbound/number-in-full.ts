import type { Home } from './routes.ts';

/** Digits, and a "+" in front at most: nothing that a dial string, a header or an address could take for its own. */
const DIALLABLE = /^\+?[0-9]{3,15}$/;

/** Short numbers are the same everywhere in a country, whatever they begin with. */
const SHORT_MAX = 6;

/** Whether it can be dialled at all. */
export const isDiallable = (number: string): boolean => DIALLABLE.test(number);

/**
 * The number as it is known everywhere (ITU-T E.164: "+", country, at most 15 digits); a short number, or one whose
 * country nobody knows, stays as it is. Undefined for what no network has.
 */
export function inFull(number: string, home: Home | null): string | undefined {
  const full = number.startsWith('+') ? number : (withCountry(number, home) ?? number);
  return /^(?:\+[1-9])?[0-9]{2,15}$/.test(full) && full.length <= 16 ? full : undefined;
}

function withCountry(number: string, home: Home | null): string | undefined {
  if (home === null || number.length <= SHORT_MAX) return undefined;
  const { country, national, international } = home;
  if (international !== null && number.startsWith(international))
    return `+${number.slice(international.length)}`;
  if (national === null || !number.startsWith(national)) return undefined;
  return `+${country}${number.slice(national.length)}`;
}
