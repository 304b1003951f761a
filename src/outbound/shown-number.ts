import type { Shown } from './routes.ts';

/** Who is behind the call. */
export type Behind = { readonly caller: string; readonly dialled: string };

/** The number that the other party sees; null: none. What the route does not allow becomes the first that it does. */
export function shownNumber(wanted: Shown, allowed: readonly Shown[], behind: Behind): string | null {
  const wish = numberOf(wanted, behind);
  const isAllowed = allowed.some(
    (one) => one === wanted || (wish !== null && numberOf(one, behind) === wish),
  );
  return isAllowed ? wish : numberOf(allowed[0] ?? 'hidden', behind);
}

function numberOf(shown: Shown, { caller, dialled }: Behind): string | null {
  if (shown === 'hidden') return null;
  const number = shown === 'caller' ? caller : shown === 'dialled' ? dialled : shown.number;
  return /^\+?[0-9]{2,15}$/.test(number) ? number : null;
}

/** What a carrier is sent for a number that is known everywhere; a short number goes as it is. */
export function asDialled(
  number: string,
  { strip, add }: { readonly strip: number; readonly add: string },
): string {
  return number.startsWith('+') ? `${add}${number.slice(1 + strip)}` : number;
}
