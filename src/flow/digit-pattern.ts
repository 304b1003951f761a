/** What digits may be required to be. */
export const PATTERNS = ['phone', 'date', 'luhn'] as const;

export type DigitPattern = (typeof PATTERNS)[number];

/** Whether digits make sense as what they ought to be; without a pattern all do. */
export function matchesPattern(digits: string, pattern: DigitPattern | undefined): boolean {
  switch (pattern) {
    case undefined:
      return true;
    case 'phone':
      return isPhone(digits);
    case 'date':
      return isDate(digits);
    case 'luhn':
      return passesLuhn(digits);
  }
}

/** National or international, without "+": 7 to 15 digits (ITU-T E.164, 6.2). */
const isPhone = (digits: string): boolean => digits.length >= 7 && digits.length <= 15;

/** Day, month and year as DDMMYYYY, of the Gregorian calendar. */
function isDate(digits: string): boolean {
  if (digits.length !== 8) return false;
  const [day, month, year] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].map(Number);
  const isLeap = (year! % 4 === 0 && year! % 100 !== 0) || year! % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month! - 1];
  return days !== undefined && day! >= 1 && day! <= days && year! >= 1900;
}

/**
 * The check digit of cards and many accounts (ISO/IEC 7812-1, annex B): from the right, every second digit
 * doubled.
 */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [fromRight, digit] of [...digits].reverse().entries()) {
    const weighted = Number(digit) * (fromRight % 2 === 1 ? 2 : 1);
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return digits.length > 1 && sum % 10 === 0;
}
