import { coversPattern, fitsPattern, isExact } from '../base/index.ts';

/**
 * Numbers at which somebody earns by every call, or which are no country's ordinary phones. No list of them is ever
 * complete; what protects is that a route has to allow a number at all.
 */
const ONLY_EXACT: readonly string[] = [
  // Satellites, ships and aeroplanes, and networks of no country (ITU-T E.164, list of assigned country codes).
  ...['+808*', '+870*', '+878*', '+881*', '+882*', '+883*', '+888*', '+979*', '+991*', '+999*'],
  // North America: premium numbers, the exchange 976 of every area, and non-geographic personal numbers.
  ...['+1900*', '+1976*', '+1XXX976*', '+1500*', '+1521*', '+1522*', '+1533*', '+1544*', '+1566*', '+1577*'],
  // Premium, shared cost, personal numbers and mass calling of single countries.
  ...['+7803*', '+7809*', '+49900*', '+49137*', '+49180*', '+49700*', '+49118*', '+43900*', '+43901*'],
  ...[
    '+43930*',
    '+43931*',
    '+43939*',
    '+41900*',
    '+41901*',
    '+41906*',
    '+449*',
    '+4484*',
    '+4487*',
    '+4470*',
  ],
  ...[
    '+4476*',
    '+44118*',
    '+3389*',
    '+3381*',
    '+3382*',
    '+33118*',
    '+39144*',
    '+39166*',
    '+39892*',
    '+39895*',
  ],
  ...[
    '+39899*',
    '+34803*',
    '+34806*',
    '+34807*',
    '+34905*',
    '+34118*',
    '+31900*',
    '+31906*',
    '+31909*',
    '+3290*',
  ],
  ...['+4870*', '+46900*', '+46939*', '+46944*', '+47829*', '+4590*', '+358600*', '+358700*', '+42090*'],
  ...['+3690*', '+351760*', '+35315*', '+375902*', '+380900*', '+40900*', '+61190*', '+64900*', '+81990*'],
];

/** Areas of another country behind the code of a large one: a route names them by their own prefix. */
const ONLY_NAMED: readonly string[] = [
  ...['+1242*', '+1246*', '+1264*', '+1268*', '+1284*', '+1340*', '+1345*', '+1441*', '+1473*', '+1649*'],
  ...['+1658*', '+1664*', '+1670*', '+1671*', '+1684*', '+1721*', '+1758*', '+1767*', '+1784*', '+1787*'],
  ...['+1809*', '+1829*', '+1849*', '+1868*', '+1869*', '+1876*', '+1939*', '+76*', '+77*'],
  // Numbers of the Isle of Man, Jersey and Guernsey among those of Britain; the Vatican and San Marino in Italy.
  ...[
    '+447509*',
    '+447624*',
    '+447781*',
    '+447797*',
    '+447839*',
    '+447911*',
    '+447937*',
    '+3906698*',
    '+390549*',
  ],
];

/** Shorter ones with a "+" are no numbers of a phone. */
const DIGITS_MIN = 7;

/** Country codes of one and two digits; all others have three (ITU-T E.164). */
const SHORT_CODE = /^\+(?:1|7|2[078]|3[0-469]|4[0-13-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Whether the pattern of a route may mean the number: what is special has to be written out, or named. */
export function meansSpecial(pattern: string, number: string): boolean {
  if (isExact(pattern)) return true;
  if (!number.startsWith('+') || number.length <= DIGITS_MIN) return false;
  if (ONLY_EXACT.some((special) => fitsPattern(special, number))) return false;
  const area = ONLY_NAMED.find((special) => fitsPattern(special, number));
  return area === undefined || coversPattern(area, pattern);
}

/** Whether a pattern stays within one country. */
export function namesCountry(pattern: string): boolean {
  return isExact(pattern) || SHORT_CODE.test(pattern) || /^\+[2-9][0-9]{2}/.test(pattern);
}

/** A pattern all of whose numbers have to be written out: it allows nothing. */
export const isVain = (pattern: string): boolean =>
  !isExact(pattern) && ONLY_EXACT.some((special) => coversPattern(special, pattern));
